/** A square to draw in with pointer or finger. */

import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Pad, PAD_SIZE } from "../drawing/pad";

interface Props {
  pad: RefObject<Pad | null>;
  /** While the hand moves, and (`settled`) when it is lifted. */
  onDraw(settled: boolean): void;
}

export function DrawingCanvas({ pad, onDraw }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    pad.current = new Pad(canvas.current!);
  }, []);
  const at = (event: PointerEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    return { x: ((event.clientX - box.left) * PAD_SIZE) / box.width, y: ((event.clientY - box.top) * PAD_SIZE) / box.height };
  };
  const isDrawing = (event: PointerEvent) => canvas.current!.hasPointerCapture(event.pointerId);
  const end = (event: PointerEvent) => {
    if (!isDrawing(event)) return;
    canvas.current!.releasePointerCapture(event.pointerId);
    onDraw(true);
  };
  return (
    <canvas
      ref={canvas}
      class="draw-canvas"
      data-testid="draw-canvas"
      aria-label="Drawing area: press and move to draw"
      role="img"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        canvas.current!.setPointerCapture(event.pointerId);
        pad.current!.begin(at(event));
      }}
      onPointerMove={(event) => {
        if (!isDrawing(event)) return;
        pad.current!.extend(at(event));
        onDraw(false);
      }}
      onPointerUp={end}
      onPointerCancel={end}
    />
  );
}

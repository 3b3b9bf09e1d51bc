/** A square to draw in: the drawing is framed as the data were and encoded while it grows. */

import { useEffect, useRef } from "preact/hooks";
import { Pad, PAD_SIZE } from "../../drawing/pad";
import type { App } from "../app";

export function DrawPanel({ app }: { app: App }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<Pad | null>(null);
  useEffect(() => {
    pad.current = new Pad(canvas.current!);
  }, []);
  const encode = (settled: boolean) => void app.actions.usePicture("drawing", pad.current!.picture(), settled);
  const at = (event: PointerEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    return { x: ((event.clientX - box.left) * PAD_SIZE) / box.width, y: ((event.clientY - box.top) * PAD_SIZE) / box.height };
  };
  const isDrawing = (event: PointerEvent) => canvas.current!.hasPointerCapture(event.pointerId);
  const end = (event: PointerEvent) => {
    if (!isDrawing(event)) return;
    canvas.current!.releasePointerCapture(event.pointerId);
    encode(true);
  };
  return (
    <div class="draw">
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
          encode(false);
        }}
        onPointerUp={end}
        onPointerCancel={end}
      />
      <div class="draw-side">
        <p>
          Draw one thing, white on black, as large as you like: it is cut out, scaled and centred as the training images were, then encoded. The
          sliders move to what the model makes of it.
        </p>
        <div class="button-row">
          <button type="button" class="button" data-testid="draw-encode" onClick={() => encode(true)}>
            Encode
          </button>
          <button
            type="button"
            class="button"
            data-testid="draw-undo"
            onClick={() => {
              pad.current!.undo();
              if (!pad.current!.isEmpty) encode(true);
            }}
          >
            Undo stroke
          </button>
          <button type="button" class="button" data-testid="draw-clear" onClick={() => pad.current!.clear()}>
            Clear
          </button>
        </div>
        <p class="hint">A picture from a file? Use “Your own picture” at the top of this page.</p>
      </div>
    </div>
  );
}

/** Images of a model, side by side on one canvas. Until the next are there, the last stay. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { greyPixels } from "../../../parts/drawing/pixels";

const SIDE = 28;
/** Pixels between two images. */
const GAP = 2;

interface Props {
  /** (image, pixels) in [0, 1] */
  pixels: Float32Array | null;
  columns?: number;
  label: string;
  testid: string;
}

export function Images({ pixels, columns = 1, label, testid }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = SIDE * SIDE;
  const count = pixels ? pixels.length / size : columns;
  const rows = Math.ceil(count / columns);
  const step = SIDE + GAP;
  useLayoutEffect(() => {
    const context = canvas.current!.getContext("2d")!;
    if (!pixels) return;
    for (let i = 0; i < count; i++) {
      const image = new ImageData(greyPixels(pixels.subarray(i * size, (i + 1) * size)), SIDE);
      context.putImageData(image, (i % columns) * step, Math.floor(i / columns) * step);
    }
  }, [pixels]);
  return (
    <canvas
      ref={canvas}
      class="compare-images"
      data-testid={testid}
      data-ready={pixels !== null}
      width={columns * step - GAP}
      height={rows * step - GAP}
      role="img"
      aria-label={label}
    />
  );
}

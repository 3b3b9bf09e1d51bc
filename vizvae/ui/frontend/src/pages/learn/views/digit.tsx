/** The digit that a step speaks of, as the model scores it: black and white. */

import { useEffect, useRef } from "preact/hooks";
import { greyPixels, paint } from "../../../parts/drawing/pixels";

export function Digit({ pixels, label }: { pixels: readonly number[]; label: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const side = Math.sqrt(pixels.length);
  useEffect(() => paint(canvas.current!, greyPixels(pixels), side), [pixels]);
  return <canvas ref={canvas} class="pixels terms-digit" width={side} height={side} role="img" aria-label={`A handwritten ${label}`} data-testid="digit" data-label={label} />;
}

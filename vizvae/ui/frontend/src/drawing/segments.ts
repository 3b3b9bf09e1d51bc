/** Tens of thousands of straight lines, written straight into pixels as drawing/points.ts does for points. */

import type { AxisWindow } from "../latent/axis_scale";

/**
 * Draws the lines `indices` of `pairs` (2 a line: indices of `xy`, (count, 2)) in one packed colour. `pixels`: (height, width), a
 * Uint32Array over ImageData. Lines with both ends on one side of the picture are left out; others are cut at its border.
 */
export function drawSegments(
  pixels: Uint32Array,
  width: number,
  height: number,
  windowX: AxisWindow,
  windowY: AxisWindow,
  xy: Float32Array,
  pairs: Int32Array,
  from: number,
  to: number,
  colour: number,
  keep: (line: number) => boolean = () => true,
): number {
  const scaleX = width / (windowX.high - windowX.low);
  const scaleY = height / (windowY.high - windowY.low);
  let drawn = 0;
  for (let line = from; line < to; line++) {
    if (!keep(line)) continue;
    const a = pairs[2 * line]!;
    const b = pairs[2 * line + 1]!;
    const ends = clip(
      (xy[2 * a]! - windowX.low) * scaleX,
      (windowY.high - xy[2 * a + 1]!) * scaleY,
      (xy[2 * b]! - windowX.low) * scaleX,
      (windowY.high - xy[2 * b + 1]!) * scaleY,
      width - 1,
      height - 1,
    );
    drawn++;
    if (ends) drawLine(pixels, width, ends, colour);
  }
  return drawn;
}

type Ends = [number, number, number, number];

/** Liang and Barsky (1984): the part of a line inside 0 … maxX, 0 … maxY; null when there is none. */
export function clip(x0: number, y0: number, x1: number, y1: number, maxX: number, maxY: number): Ends | null {
  const dx = x1 - x0;
  const dy = y1 - y0;
  let enter = 0;
  let leave = 1;
  for (const [direction, distance] of [
    [-dx, x0],
    [dx, maxX - x0],
    [-dy, y0],
    [dy, maxY - y0],
  ] as const) {
    if (direction === 0) {
      if (distance < 0) return null;
    } else {
      const at = distance / direction;
      if (direction < 0) enter = Math.max(enter, at);
      else leave = Math.min(leave, at);
    }
  }
  return enter > leave ? null : [x0 + enter * dx, y0 + enter * dy, x0 + leave * dx, y0 + leave * dy];
}

/** One pixel a step along the longer direction. */
function drawLine(pixels: Uint32Array, width: number, [x0, y0, x1, y1]: Ends, colour: number): void {
  const steps = Math.max(1, Math.round(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
  const stepX = (x1 - x0) / steps;
  const stepY = (y1 - y0) / steps;
  for (let i = 0, x = x0 + 0.5, y = y0 + 0.5; i <= steps; i++, x += stepX, y += stepY) pixels[(y | 0) * width + (x | 0)] = colour;
}

/**
 * Tens of thousands of straight lines, each with a value, drawn once: every pixel keeps the highest and the lowest value among the lines
 * that cross it. Which pixels a threshold on the value divides is then one look at each, however many lines there are.
 */

import type { AxisWindow } from "../latent/axis_scale";

/** Pixels drawn and left out in turn, along a line. */
export interface Dash {
  on: number;
  off: number;
}

export const SOLID: Dash = { on: 1, off: 0 };

export interface Lines {
  /** Two a line: indices of the points. */
  pairs: Int32Array;
  values: Float32Array;
  /** How line i is drawn; null: not at all. */
  dash(line: number): Dash | null;
}

export class LineLevels {
  /** −∞ where no line passes. */
  readonly highest: Float32Array;
  /** +∞ where no line passes. */
  readonly lowest: Float32Array;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.highest = new Float32Array(width * height).fill(-Infinity);
    this.lowest = new Float32Array(width * height).fill(Infinity);
  }

  clear(): void {
    this.highest.fill(-Infinity);
    this.lowest.fill(Infinity);
  }

  /**
   * Adds the first `count` lines between the points `xy`, (point, 2), `thickness` pixels wide. Windows and points are in the same units.
   * Lines with both ends on one side of the picture are left out; others are cut at its border.
   */
  add(windowX: AxisWindow, windowY: AxisWindow, xy: Float32Array, { pairs, values, dash }: Lines, count: number, thickness = 1): void {
    forEachLine(this.width - thickness, this.height - thickness, [this.width, this.height], [windowX, windowY], xy, pairs, count, (line, ends) => {
      const style = dash(line);
      if (style) this.line(ends, values[line]!, style, thickness);
    });
  }

  /** One pixel a step along the longer direction. */
  private line([x0, y0, x1, y1]: Ends, value: number, { on, off }: Dash, thickness: number): void {
    const { highest, lowest, width } = this;
    const [dx, dy] = [x1 - x0, y1 - y0];
    const steps = Math.max(1, Math.round(Math.max(Math.abs(dx), Math.abs(dy))));
    const aside = Math.abs(dy) > Math.abs(dx) ? 1 : width;
    const [stepX, stepY] = [dx / steps, dy / steps];
    const period = on + off;
    let phase = 0;
    for (let i = 0, x = x0 + 0.5, y = y0 + 0.5; i <= steps; i++, x += stepX, y += stepY) {
      if (phase < on) {
        let at = (y | 0) * width + (x | 0);
        for (let k = 0; k < thickness; k++, at += aside) {
          if (value > highest[at]!) highest[at] = value;
          if (value < lowest[at]!) lowest[at] = value;
        }
      }
      if (++phase === period) phase = 0;
    }
  }
}

/** All lines of `pairs` in one packed colour into `pixels` (height, width), a Uint32Array over ImageData. */
export function drawSegments(
  pixels: Uint32Array,
  width: number,
  height: number,
  windowX: AxisWindow,
  windowY: AxisWindow,
  xy: Float32Array,
  pairs: Int32Array,
  colour: number,
): void {
  forEachLine(width - 1, height - 1, [width, height], [windowX, windowY], xy, pairs, pairs.length / 2, (_, [x0, y0, x1, y1]) => {
    const steps = Math.max(1, Math.round(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
    const [stepX, stepY] = [(x1 - x0) / steps, (y1 - y0) / steps];
    for (let i = 0, x = x0 + 0.5, y = y0 + 0.5; i <= steps; i++, x += stepX, y += stepY) pixels[(y | 0) * width + (x | 0)] = colour;
  });
}

/** The ends in pixels of each line that is seen, cut at 0 … maxX, 0 … maxY. */
function forEachLine(
  maxX: number,
  maxY: number,
  [width, height]: [number, number],
  [windowX, windowY]: [AxisWindow, AxisWindow],
  xy: Float32Array,
  pairs: Int32Array,
  count: number,
  visit: (line: number, ends: Ends) => void,
): void {
  const scaleX = width / (windowX.high - windowX.low);
  const scaleY = height / (windowY.high - windowY.low);
  for (let line = 0; line < count; line++) {
    const a = pairs[2 * line]!;
    const b = pairs[2 * line + 1]!;
    const ends = clip(
      (xy[2 * a]! - windowX.low) * scaleX,
      (windowY.high - xy[2 * a + 1]!) * scaleY,
      (xy[2 * b]! - windowX.low) * scaleX,
      (windowY.high - xy[2 * b + 1]!) * scaleY,
      maxX,
      maxY,
    );
    if (ends) visit(line, ends);
  }
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

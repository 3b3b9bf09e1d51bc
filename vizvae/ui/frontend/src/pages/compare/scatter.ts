/** Two figures of every model against each other: places, ticks of a logarithmic axis, and labels that do not lie on each other. */

import { rangeOf, ticks, type Range } from "../../parts/chart/scale";
import type { FigureKey } from "./address";
import type { ModelFacts } from "./contract";

export interface Point {
  name: string;
  title: string;
  x: number;
  y: number;
}

/** Those that have both, and the titles of those that do not. */
export function pointsOf(models: readonly ModelFacts[], x: FigureKey, y: FigureKey): { points: Point[]; without: string[] } {
  const points: Point[] = [];
  const without: string[] = [];
  for (const { name, title, figures } of models) {
    const [across, up] = [figures?.[x] ?? null, figures?.[y] ?? null];
    if (across === null || up === null) without.push(title);
    else points.push({ name, title, x: across, y: up });
  }
  return { points, without };
}

export interface Scale {
  /** Of the value itself, or of its logarithm to base ten. */
  range: Range;
  log: boolean;
}

export function scaleOf(values: readonly number[], log: boolean): Scale | null {
  const range = rangeOf([log ? values.map(Math.log10) : values]);
  return range && { range, log };
}

/** 0 at the low end, 1 at the high one. */
export function shareOf({ range, log }: Scale, value: number): number {
  return ((log ? Math.log10(value) : value) - range.low) / (range.high - range.low);
}

export function ticksOf({ range, log }: Scale, number: number): number[] {
  if (!log) return ticks(range, number);
  const decades: number[] = [];
  for (let power = Math.floor(range.low); power <= range.high; power++)
    for (const factor of [1, 2, 5]) {
      const at = power + Math.log10(factor);
      if (at >= range.low && at <= range.high) decades.push(factor * 10 ** power);
    }
  return decades.length > 2 * number ? decades.filter((value) => Number.isInteger(Math.round(1e9 * Math.log10(value)) / 1e9)) : decades;
}

export interface Label {
  x: number;
  /** Its middle. */
  y: number;
  width: number;
  /** Whether the text ends at `x`. */
  end: boolean;
}

const LINE = 13;
const AWAY = 9;
/** Half the side of what a label leaves free around a point. */
const POINT = 6;

/** Beside its point, on the first place where it covers no other point and no label before it. `bounds`: of the chart. */
export function placeLabels(points: readonly { x: number; y: number; width: number }[], bounds: { left: number; right: number; top: number; bottom: number }): Label[] {
  const placed: Label[] = [];
  for (const { x, y, width } of points) {
    const places = [0, -1, 1, -1.6, 1.6, -2.4, 2.4, -3.4, 3.4].flatMap((lines) =>
      [false, true].map((end) => ({ x: end ? x - AWAY : x + AWAY, y: y + lines * LINE, width, end })),
    );
    const isFree = (label: Label) =>
      left(label) >= bounds.left && left(label) + width <= bounds.right && label.y >= bounds.top && label.y <= bounds.bottom &&
      !placed.some((other) => Math.abs(label.y - other.y) < LINE && left(label) < left(other) + other.width && left(other) < left(label) + width) &&
      !points.some((other) => Math.abs(label.y - other.y) < LINE / 2 + POINT && other.x + POINT > left(label) && other.x - POINT < left(label) + width);
    placed.push(places.find(isFree) ?? places[0]!);
  }
  return placed;
}

const left = ({ x, width, end }: Label): number => (end ? x - width : x);

/** Two figures of every model against each other: places, ticks of a logarithmic axis, and labels that do not lie on each other. */

import { rangeOf, ticks, type Range } from "../chart/scale";
import type { FigureKey, ModelFacts } from "./contract";

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
  y: number;
  width: number;
  end: boolean;
}

const LINE = 13;
const AWAY = 9;

/** Beside its point, to the side where there is room, and moved up or down until it covers none before it. */
export function placeLabels(points: readonly { x: number; y: number; width: number }[], right: number, height: number): Label[] {
  const placed: Label[] = [];
  const order = points.map((_, i) => i).sort((a, b) => points[a]!.y - points[b]!.y);
  for (const i of order) {
    const { x, y, width } = points[i]!;
    const end = x + AWAY + width > right;
    const label = { x: end ? x - AWAY : x + AWAY, y, width, end };
    const covers = (other: Label | undefined) => {
      if (!other) return false;
      const [a, b] = [left(label), left(other)];
      return Math.abs(label.y - other.y) < LINE && a < b + other.width && b < a + width;
    };
    for (let tries = 0; tries < 40 && placed.some(covers); tries++) label.y += LINE / 2;
    label.y = Math.min(label.y, height);
    placed[i] = label;
  }
  return placed;
}

const left = ({ x, width, end }: Label): number => (end ? x - width : x);

/** From values to places on a chart: ranges, ticks and thinned lines. */

import { formatDecimal, formatSignificant } from "../latent/numbers";

export interface Range {
  low: number;
  high: number;
}

/** Where the values lie, leaving out the `ignored` share at the start: the first steps of a training run would squeeze all others flat. */
export function rangeOf(lines: readonly ArrayLike<number>[], ignored = 0): Range | null {
  let low = Infinity;
  let high = -Infinity;
  for (const line of lines)
    for (let i = Math.floor(ignored * line.length); i < line.length; i++) {
      const value = line[i]!;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  if (low > high) return null;
  const margin = 0.05 * (high - low) || 0.05 * Math.abs(high) || 1;
  return { low: low - margin, high: high + margin };
}

/** About `count` round numbers inside the range, ascending. */
export function ticks({ low, high }: Range, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  // Multiples of the step, not sums: 0.1 + 0.2 is no round number.
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** A tick's text: as many decimals as tell it from its neighbour. */
export function tickLabel(value: number, step: number): string {
  if (Math.abs(value) >= 10_000) return `${formatSignificant(value / 1000, 4)}k`;
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  return formatDecimal(value, decimals);
}

/** Indices of at most `count` of `length` points, evenly, the last among them. */
export function thinned(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - 1)) / (count - 1)));
}

/** An SVG path in pixels; a gap where a value is missing. */
export function linePath(x: ArrayLike<number>, y: ArrayLike<number>, place: (x: number, y: number) => readonly [number, number], most: number): string {
  let path = "";
  let pen = "M";
  for (const i of thinned(Math.min(x.length, y.length), most)) {
    if (!Number.isFinite(y[i]!)) {
      pen = "M";
      continue;
    }
    const [left, top] = place(x[i]!, y[i]!);
    path += `${pen}${left.toFixed(1)} ${top.toFixed(1)}`;
    pen = "L";
  }
  return path;
}

/** The index of the ascending `x` nearest to `value`; −1 for none. */
export function nearestIndex(x: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = x.length - 1;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low > 0 && value - x[low - 1]! < x[low]! - value ? low - 1 : low;
}

/**
 * One axis of the map. z is warped to the axis' own unit, in which a window is a plain interval and the lattice is evenly spaced: z itself
 * ("linear"), or its quantile Φ((z − mean)/std) under a Gaussian ("quantile"), which gives usual latents more room than unusual ones.
 */

import { normalCdf, normalQuantile } from "./normal";

export type Spacing = "linear" | "quantile";

export interface AxisScale {
  readonly spacing: Spacing;
  /** Of the Gaussian whose quantiles are used; std > 0. A linear axis needs neither. */
  readonly mean: number;
  readonly std: number;
}

/** The part of the axis that is on the screen, in warped units. */
export interface AxisWindow {
  readonly low: number;
  readonly high: number;
}

/** The last quantiles are at infinity: nothing is further out than this many standard deviations. */
const FURTHEST = 6;

/** Between these widths a window can be zoomed. A narrower one would run out of digits in 32-bit latents. */
const WIDTHS: Record<Spacing, readonly [number, number]> = { linear: [1e-3, 200], quantile: [1e-4, 1] };

export function warp({ spacing, mean, std }: AxisScale, z: number): number {
  return spacing === "linear" ? z : normalCdf((z - mean) / std);
}

/** Always finite: on a quantile axis |z − mean| ≤ 6 std. */
export function unwarp({ spacing, mean, std }: AxisScale, a: number): number {
  return spacing === "linear" ? a : mean + std * clamp(normalQuantile(clamp(a, 0, 1)), -FURTHEST, FURTHEST);
}

/** 0 at the window's low end, 1 at its high end. */
export function toUnit(scale: AxisScale, { low, high }: AxisWindow, z: number): number {
  return (warp(scale, z) - low) / (high - low);
}

export function fromUnit(scale: AxisScale, { low, high }: AxisWindow, unit: number): number {
  return unwarp(scale, low + unit * (high - low));
}

/** Shows `factor` times less of the axis (a factor below 1: more), with the point at `atUnit` where it is, unless the axis ends there. */
export function zoom({ low, high }: AxisWindow, { spacing }: AxisScale, atUnit: number, factor: number): AxisWindow {
  const [narrowest, widest] = WIDTHS[spacing];
  const width = clamp((high - low) / factor, narrowest, widest);
  const fixed = low + atUnit * (high - low);
  return onAxis(spacing, fixed - atUnit * width, width);
}

/** `byUnits`: 1 moves the window on by its own width. */
export function pan({ low, high }: AxisWindow, { spacing }: AxisScale, byUnits: number): AxisWindow {
  const width = high - low;
  return onAxis(spacing, low + byUnits * width, width);
}

/** z at the centres of `n` equal parts of the window. */
export function cellCentres(scale: AxisScale, window: AxisWindow, n: number): number[] {
  return Array.from({ length: n }, (_, i) => fromUnit(scale, window, (i + 0.5) / n));
}

function onAxis(spacing: Spacing, low: number, width: number): AxisWindow {
  const start = spacing === "linear" ? low : clamp(low, 0, 1 - width);
  return { low: start, high: start + width };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

const ROUNDING = 1e-9;

/** About five round numbers inside the window, and the decimals by which they differ. */
export function niceSteps(low: number, high: number): { values: number[]; decimals: number } {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough)!;
  const [first, last] = [Math.ceil(low / step - ROUNDING), Math.floor(high / step + ROUNDING)];
  const values = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return { values, decimals: Math.max(0, -Math.floor(Math.log10(step) + ROUNDING)) };
}

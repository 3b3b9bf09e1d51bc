/** Paths between two codes or along a drawn line. `steps` counts both ends. */

import { normalCdf, normalQuantile } from "./normal";

type Point = readonly [number, number];

/** The straight line from a to b. */
export function linear(a: ArrayLike<number>, b: ArrayLike<number>, steps: number): Float32Array[] {
  return fractions(steps).map((t) => Float32Array.from(a, (value, i) => (1 - t) * value + t * b[i]!));
}

/** Directions nearer than this (sine of the angle) to parallel or opposite do not say in which plane to turn: 32-bit rounding does. */
const NO_ANGLE = 1e-6;

/**
 * Along a great circle in direction, evenly in norm: a path that does not cut through the middle, where the prior has little mass. The line
 * where no circle is asked for: a zero vector, parallel vectors, one latent. Opposite vectors turn towards the axis least in line with them.
 */
export function spherical(a: ArrayLike<number>, b: ArrayLike<number>, steps: number): Float32Array[] {
  const [fromNorm, toNorm] = [norm(a), norm(b)];
  if (fromNorm === 0 || toNorm === 0) return linear(a, b, steps);
  const from = Float64Array.from(a, (value) => value / fromNorm);
  const to = Float64Array.from(b, (value) => value / toNorm);
  let across = without(to, from);
  const angle = Math.atan2(norm(across), dot(from, to));
  if (norm(across) < NO_ANGLE) {
    if (angle < 1 || from.length === 1) return linear(a, b, steps);
    across = without(leastAlignedAxis(from), from);
  }
  const acrossNorm = norm(across);
  const path = fractions(steps).map((t) => {
    const length = (1 - t) * fromNorm + t * toNorm;
    const [along, aside] = [length * Math.cos(t * angle), (length * Math.sin(t * angle)) / acrossNorm];
    return Float32Array.from(from, (value, i) => along * value + aside * across[i]!);
  });
  // The ends are the inputs themselves, to the last bit.
  path[0] = Float32Array.from(a);
  if (steps > 1) path[steps - 1] = Float32Array.from(b);
  return path;
}

/** As near the seam of an angle's latent as a path goes: a share of the turn, 3.7 standard deviations out. */
const NEAREST = 1e-4;

/**
 * The straight line in all latents but `angle`, which is the direction of a point of a plane, uniform over the turn by Φ: it passes the
 * shorter way round, across the seam at ±∞ where that is shorter. Of opposite directions it is the way that does not cross the seam.
 */
export function turning(a: ArrayLike<number>, b: ArrayLike<number>, steps: number, angle: number): Float32Array[] {
  const path = linear(a, b, steps);
  const start = normalCdf(a[angle]!);
  let turn = normalCdf(b[angle]!) - start;
  if (Math.abs(turn) > 0.5) turn -= Math.sign(turn);
  fractions(steps).forEach((t, i) => {
    if (i === 0 || i === steps - 1) return; // the ends are the inputs themselves
    const share = (start + t * turn + 1) % 1;
    path[i]![angle] = normalQuantile(Math.min(1 - NEAREST, Math.max(NEAREST, share)));
  });
  return path;
}

/** The control for interpolation in latent space: one grey image fades into the other, pixel by pixel. */
export function crossFade(a: Uint8Array, b: Uint8Array, steps: number): Uint8Array[] {
  return fractions(steps).map((t) => a.map((value, i) => Math.round((1 - t) * value + t * b[i]!)));
}

/** The length of a polyline. */
export function pathLength(points: readonly Point[]): number {
  return arcLengths(points).at(-1) ?? 0;
}

/** `steps` points at equal distances along a polyline, however fast its parts were drawn. */
export function constantSpeed(points: readonly Point[], steps: number): [number, number][] {
  const lengths = arcLengths(points);
  const total = lengths.at(-1) ?? 0;
  if (!(total > 0)) throw new Error("A path needs at least two different points: draw a line by dragging over the map.");
  let segment = 1;
  return fractions(steps).map((t) => {
    const at = t * total;
    while (segment < points.length - 1 && lengths[segment]! < at) segment++;
    const [start, end] = [lengths[segment - 1]!, lengths[segment]!];
    const share = end > start ? Math.min(1, (at - start) / (end - start)) : 0;
    const [from, to] = [points[segment - 1]!, points[segment]!];
    return [(1 - share) * from[0] + share * to[0], (1 - share) * from[1] + share * to[1]];
  });
}

/** The distance along the polyline at which each of its points lies. */
function arcLengths(points: readonly Point[]): number[] {
  let sum = 0;
  return points.map(([x, y], i) => {
    const [fromX, fromY] = points[Math.max(0, i - 1)]!;
    sum += Math.hypot(x - fromX, y - fromY);
    return sum;
  });
}

/** 0 … 1 in equal steps; a single step is the start. */
function fractions(steps: number): number[] {
  return Array.from({ length: steps }, (_, i) => (steps > 1 ? i / (steps - 1) : 0));
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function norm(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a));
}

/** What is left of `vector` orthogonal to the unit vector `direction`. */
function without(vector: Float64Array, direction: Float64Array): Float64Array {
  const share = dot(vector, direction);
  return vector.map((value, i) => value - share * direction[i]!);
}

/** The first of the coordinate axes that are furthest from `direction`. */
function leastAlignedAxis(direction: Float64Array): Float64Array {
  const least = direction.reduce((best, value, i) => (Math.abs(value) < Math.abs(direction[best]!) ? i : best), 0);
  return direction.map((_, i) => (i === least ? 1 : 0));
}

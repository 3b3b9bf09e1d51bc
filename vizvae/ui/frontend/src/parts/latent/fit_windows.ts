import type { AxisWindow } from "./axis_scale";

/** A square that holds all points, (count, 2), with a margin; `outside`: but for this share at each end of each axis. */
export function fitWindows(points: Float32Array, outside = 0): [AxisWindow, AxisWindow] {
  const ends = [0, 1].map((axis) => {
    const sorted = points.filter((_, i) => i % 2 === axis).sort();
    const last = sorted.length - 1;
    return [sorted[Math.round(outside * last)] ?? 0, sorted[Math.round((1 - outside) * last)] ?? 1] as const;
  });
  const half = 0.54 * Math.max(...ends.map(([low, high]) => high - low), 1e-6);
  return ends.map(([low, high]) => ({ low: (low + high) / 2 - half, high: (low + high) / 2 + half })) as [AxisWindow, AxisWindow];
}

/** Of the points that were in sight, this share is to stay so where one is brought into it. */
const KEPT = 0.25;

/**
 * Windows of the same size with one point in their middle. Where too few others would be left, for it lies far out, they are widened
 * instead, until it is in them: a point alone in an empty picture says nothing.
 */
export function windowsAround(points: Float32Array, point: number, shown: readonly [AxisWindow, AxisWindow]): [AxisWindow, AxisWindow] {
  const place = [points[2 * point]!, points[2 * point + 1]!] as const;
  const moved = shown.map(({ low, high }, axis) => ({ low: place[axis]! - (high - low) / 2, high: place[axis]! + (high - low) / 2 })) as [AxisWindow, AxisWindow];
  if (inSight(points, moved) >= KEPT * inSight(points, shown)) return moved;
  const [x, y] = shown;
  return fitWindows(Float32Array.of(x.low, y.low, x.high, y.high, ...place));
}

function inSight(points: Float32Array, [x, y]: readonly [AxisWindow, AxisWindow]): number {
  let count = 0;
  for (let i = 0; i < points.length; i += 2) count += Number(points[i]! >= x.low && points[i]! <= x.high && points[i + 1]! >= y.low && points[i + 1]! <= y.high);
  return count;
}

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

import type { AxisWindow } from "./axis_scale";

/** A square that holds all points, (count, 2), with a margin. */
export function fitWindows(points: Float32Array): [AxisWindow, AxisWindow] {
  const ends = [0, 1].map((axis) => {
    let low = Infinity;
    let high = -Infinity;
    for (let i = axis; i < points.length; i += 2) {
      low = Math.min(low, points[i]!);
      high = Math.max(high, points[i]!);
    }
    return [low, high] as const;
  });
  const half = 0.54 * Math.max(...ends.map(([low, high]) => high - low), 1e-6);
  return ends.map(([low, high]) => ({ low: (low + high) / 2 - half, high: (low + high) / 2 + half })) as [AxisWindow, AxisWindow];
}

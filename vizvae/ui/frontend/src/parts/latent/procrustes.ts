/** Turning one drawing of points to match another of the same points: the axes of principal directions are arbitrary. */

/** A rotation, with a reflection where that fits better, as a 2 × 2 matrix by rows. */
export type Turn = readonly [number, number, number, number];

/**
 * The turn that brings `points` nearest to `target`, (count, 2) each, in the sum of squares, about their means
 * (orthogonal Procrustes problem, Schönemann 1966; in the plane it has a closed form).
 */
export function bestTurn(points: Float32Array, target: Float32Array): Turn {
  const [px, py, tx, ty] = [mean(points, 0), mean(points, 1), mean(target, 0), mean(target, 1)];
  let [xx, xy, yx, yy] = [0, 0, 0, 0];
  for (let i = 0; i < points.length; i += 2) {
    const [ax, ay, bx, by] = [points[i]! - px, points[i + 1]! - py, target[i]! - tx, target[i + 1]! - ty];
    xx += ax * bx;
    xy += ax * by;
    yx += ay * bx;
    yy += ay * by;
  }
  // Trace of turn · covariance: hypot(xx + yy, xy − yx) for the best rotation, hypot(xx − yy, xy + yx) for the best reflection.
  if (Math.hypot(xx + yy, xy - yx) >= Math.hypot(xx - yy, xy + yx)) {
    const angle = Math.atan2(xy - yx, xx + yy);
    return [Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle)];
  }
  const angle = Math.atan2(xy + yx, xx - yy);
  return [Math.cos(angle), Math.sin(angle), Math.sin(angle), -Math.cos(angle)];
}

/** The points turned about the origin, (count, 2). */
export function turned(points: Float32Array, [a, b, c, d]: Turn): Float32Array {
  const out = new Float32Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    out[i] = a * points[i]! + b * points[i + 1]!;
    out[i + 1] = c * points[i]! + d * points[i + 1]!;
  }
  return out;
}

function mean(points: Float32Array, axis: 0 | 1): number {
  let sum = 0;
  for (let i = axis; i < points.length; i += 2) sum += points[i]!;
  return (2 * sum) / points.length;
}

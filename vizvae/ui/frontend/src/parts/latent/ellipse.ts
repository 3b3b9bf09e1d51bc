/** Outlines of Gaussians on a plane, to scale. */

/** Of two coordinates x and y. */
export interface Covariance {
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** The covariance of the coordinates of N(·, diag(std²)) along two directions: Σ std²·a·b. */
export function projectedCovariance(directions: readonly [Float32Array, Float32Array], std: Float32Array): Covariance {
  const [first, second] = directions;
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < std.length; i++) {
    const [x, y] = [std[i]! * first[i]!, std[i]! * second[i]!];
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  return { xx, xy, yy };
}

/**
 * The points at Mahalanobis distance `numStd` from the mean: the unit circle times the Cholesky factor of the covariance. Counterclockwise,
 * the first one not repeated at the end. A Gaussian flat in one direction gives a line.
 */
export function covarianceOutline(
  mean: readonly [number, number],
  { xx, xy, yy }: Covariance,
  numStd: number,
  segments: number,
): [number, number][] {
  const stdX = Math.sqrt(xx);
  const slope = stdX > 0 ? xy / stdX : 0;
  const rest = Math.sqrt(Math.max(0, yy - slope * slope)); // rounding can make a flat Gaussian's slightly negative
  return Array.from({ length: segments }, (_, i) => {
    const angle = (2 * Math.PI * i) / segments;
    const [x, y] = [numStd * Math.cos(angle), numStd * Math.sin(angle)];
    return [mean[0] + stdX * x, mean[1] + slope * x + rest * y];
  });
}

/**
 * How usual a latent is under the aggregate posterior: a k-nearest-neighbour density estimate over a sample of it.
 *
 *   log p̂(z) = log k − log N − log V_d − d·log r_k
 *
 * r_k is the distance to the k-th nearest of the N samples, V_d the volume of the unit ball; distances are in units of each latent's
 * standard deviation over the data, and only the latents that the model uses are counted.
 */
export interface Neighbourhood {
  /** (count, dims) standardised samples. */
  points: Float32Array;
  count: number;
  /** Which latents are compared. */
  dims: number[];
  /** One standard deviation of each of `dims`. */
  scale: number[];
}

export function neighbourhood(samples: Float32Array, latentDim: number, dims: number[], latentStd: number[]): Neighbourhood {
  const count = samples.length / latentDim;
  const scale = dims.map((dim) => latentStd[dim]!);
  const points = new Float32Array(count * dims.length);
  for (let row = 0; row < count; row++)
    for (let j = 0; j < dims.length; j++) points[row * dims.length + j] = samples[row * latentDim + dims[j]!]! / scale[j]!;
  return { points, count, dims, scale };
}

/** The `k` smallest squared distances from z to the samples, ascending, and where the nearest one is. */
export function nearest(z: ArrayLike<number>, { points, count, dims, scale }: Neighbourhood, k: number): { squared: Float64Array; first: number } {
  const d = dims.length;
  const query = dims.map((dim, j) => z[dim]! / scale[j]!);
  const squared = new Float64Array(k).fill(Infinity);
  let first = -1;
  for (let row = 0, at = 0; row < count; row++, at += d) {
    const worst = squared[k - 1]!;
    let sum = 0;
    for (let j = 0; j < d && sum < worst; j++) {
      const difference = points[at + j]! - query[j]!;
      sum += difference * difference;
    }
    if (sum >= worst) continue;
    // Insertion into a list of a few numbers: cheaper than sorting thousands of distances at every frame.
    let slot = k - 1;
    for (; slot > 0 && squared[slot - 1]! > sum; slot--) squared[slot] = squared[slot - 1]!;
    squared[slot] = sum;
    if (slot === 0) first = row;
  }
  return { squared, first };
}

/** A sample itself is left out of its own estimate, as it is in the quantiles: else each would be denser than itself. */
export function logDensity(z: ArrayLike<number>, samples: Neighbourhood, k: number): number {
  const d = samples.dims.length;
  const { squared } = nearest(z, samples, k + 1);
  const itself = squared[0] === 0 && samples.count > k ? 1 : 0;
  return Math.log(k) - Math.log(samples.count - itself) - logUnitBallVolume(d) - 0.5 * d * Math.log(squared[k - 1 + itself]!);
}

/** log V_d by V_0 = 1, V_1 = 2, V_d = V_{d−2}·2π/d. */
export function logUnitBallVolume(d: number): number {
  let log = d % 2 ? Math.LN2 : 0;
  for (let n = d % 2 ? 3 : 2; n <= d; n += 2) log += Math.log((2 * Math.PI) / n);
  return log;
}

/** Where `value` stands among ascending, equally spaced quantiles: 0 … 100, linear in between. */
export function percentile(value: number, quantiles: ArrayLike<number>): number {
  const last = quantiles.length - 1;
  if (Number.isNaN(value)) return NaN;
  if (value <= quantiles[0]!) return 0;
  if (value >= quantiles[last]!) return 100;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (quantiles[middle]! <= value) low = middle;
    else high = middle;
  }
  return (100 * (low + (value - quantiles[low]!) / (quantiles[high]! - quantiles[low]!))) / last;
}

/** A 2-D plane through latent space: two latents, or two principal directions of the data. */

export interface Plane {
  /** (latentDim) The point whose coordinates are 0, 0. */
  readonly origin: Float32Array;
  /** Two orthonormal vectors, (latentDim) each. */
  readonly directions: readonly [Float32Array, Float32Array];
}

/** (z − origin)·direction, for both directions. */
export function coordinates({ origin, directions }: Plane, z: ArrayLike<number>): [number, number] {
  return [along(directions[0], origin, z, 0), along(directions[1], origin, z, 0)];
}

/** z moved inside the plane so that its coordinates become x, y: whatever is orthogonal to the plane stays as it is. */
export function pointOn(plane: Plane, z: ArrayLike<number>, x: number, y: number): Float32Array {
  const [fromX, fromY] = coordinates(plane, z);
  const [first, second] = plane.directions;
  return Float32Array.from(z, (value, i) => value + (x - fromX) * first[i]! + (y - fromY) * second[i]!);
}

/** The plane of latents `i` and `j`, whose coordinates are those latents themselves. */
export function latentPlane(latentDim: number, i: number, j: number): Plane {
  if (latentDim < 2) throw new Error(`A map needs two latents and this model has ${latentDim}: use the sliders, or choose another model.`);
  for (const index of [i, j])
    if (!(Number.isInteger(index) && index >= 0 && index < latentDim))
      throw new Error(`This model has no latent ${index}: choose two of 0 … ${latentDim - 1}.`);
  if (i === j) throw new Error(`Latent ${i} cannot be both axes: choose another latent for one of them.`);
  return { origin: new Float32Array(latentDim), directions: [unit(latentDim, i), unit(latentDim, j)] };
}

export interface PrincipalDirections {
  /** (latentDim) */
  mean: Float32Array;
  /** Orthonormal, (latentDim) each, by descending variance; the component of largest size is positive. */
  directions: Float32Array[];
  /** Of the points along each direction. */
  variance: number[];
  /** Of the points along all directions, also those that are not among these. */
  total: number;
}

/** The first `count` principal directions of `points` (number of points, latentDim). */
export function principalDirections(points: Float32Array, latentDim: number, count: number): PrincipalDirections {
  if (points.length === 0) throw new Error("Principal directions need points: select some, or wait until the data are loaded.");
  const mean = columnMeans(points, latentDim);
  const { values, vectors } = symmetricEigen(covariance(points, mean));
  const order = values.map((_, i) => i).sort((a, b) => values[b]! - values[a]!);
  const chosen = order.slice(0, count);
  return {
    mean: Float32Array.from(mean),
    directions: chosen.map((i) => Float32Array.from(signed(vectors[i]!))),
    variance: chosen.map((i) => Math.max(0, values[i]!)),
    total: values.reduce((sum, value) => sum + Math.max(0, value), 0),
  };
}

/** The coordinates of every point: (number of points, latentDim) to (number of points, 2). */
export function projectAll({ origin, directions }: Plane, points: Float32Array, latentDim: number): Float32Array {
  const count = points.length / latentDim;
  const xy = new Float32Array(2 * count);
  for (let row = 0; row < count; row++) {
    xy[2 * row] = along(directions[0], origin, points, row * latentDim);
    xy[2 * row + 1] = along(directions[1], origin, points, row * latentDim);
  }
  return xy;
}

/** (point − origin)·direction, for the point that begins at `start` of `points`. */
function along(direction: Float32Array, origin: Float32Array, points: ArrayLike<number>, start: number): number {
  let sum = 0;
  for (let i = 0; i < direction.length; i++) sum += (points[start + i]! - origin[i]!) * direction[i]!;
  return sum;
}

function unit(length: number, index: number): Float32Array {
  const vector = new Float32Array(length);
  vector[index] = 1;
  return vector;
}

function columnMeans(points: Float32Array, dim: number): Float64Array {
  const mean = new Float64Array(dim);
  for (let i = 0; i < points.length; i++) mean[i % dim]! += points[i]!;
  return mean.map((sum) => (sum * dim) / points.length);
}

function covariance(points: Float32Array, mean: Float64Array): Float64Array[] {
  const dim = mean.length;
  const count = points.length / dim;
  const matrix = Array.from({ length: dim }, () => new Float64Array(dim));
  const centred = new Float64Array(dim);
  for (let start = 0; start < points.length; start += dim) {
    for (let i = 0; i < dim; i++) centred[i] = points[start + i]! - mean[i]!;
    for (let i = 0; i < dim; i++) for (let j = 0; j <= i; j++) matrix[i]![j]! += (centred[i]! * centred[j]!) / count;
  }
  for (let i = 0; i < dim; i++) for (let j = 0; j < i; j++) matrix[j]![i] = matrix[i]![j]!;
  return matrix;
}

/** Eigenvalues and unit eigenvectors of a symmetric matrix (overwritten), by Jacobi's rotations: small, exact, the same everywhere. */
function symmetricEigen(a: Float64Array[]): { values: number[]; vectors: Float64Array[] } {
  const n = a.length;
  const vectors = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  const size = Math.hypot(...a.flatMap((row) => [...row]));
  // Convergence is quadratic: a dozen sweeps are plenty, the limit only guards against matrices of NaN.
  for (let sweep = 0; sweep < 50; sweep++) {
    let outside = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) outside += a[p]![q]! ** 2;
    if (!(Math.sqrt(outside) > 1e-14 * size)) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) if (a[p]![q] !== 0) rotate(a, vectors, p, q);
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}

/** Makes a[p][q] zero. `vectors` has the eigenvectors as rows. */
function rotate(a: Float64Array[], vectors: Float64Array[], p: number, q: number): void {
  const ratio = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(ratio, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  turn(vectors[p]!, vectors[q]!, cosine, sine);
  turn(a[p]!, a[q]!, cosine, sine);
  for (const row of a) {
    const [atP, atQ] = [row[p]!, row[q]!];
    row[p] = cosine * atP - sine * atQ;
    row[q] = sine * atP + cosine * atQ;
  }
}

function turn(first: Float64Array, second: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < first.length; i++) {
    const [a, b] = [first[i]!, second[i]!];
    first[i] = cosine * a - sine * b;
    second[i] = sine * a + cosine * b;
  }
}

/** An eigenvector's sign is arbitrary; the map must not flip from one visit to the next. */
function signed(vector: Float64Array): Float64Array {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}

/** Vectors in latent space made from groups of points: attribute vectors and analogies. */

/** The mean of the rows `indices` of `points` (number of points, latentDim). */
export function meanOf(points: Float32Array, latentDim: number, indices: readonly number[]): Float32Array {
  if (indices.length === 0) throw new Error("This group has no members: select some points, or choose a class.");
  const sum = new Float64Array(latentDim);
  for (const index of indices) for (let i = 0; i < latentDim; i++) sum[i]! += points[index * latentDim + i]!;
  return Float32Array.from(sum, (value) => value / indices.length);
}

/** From the mean of one group to the mean of another. */
export function attributeVector(points: Float32Array, latentDim: number, from: readonly number[], to: readonly number[]): Float32Array {
  const start = meanOf(points, latentDim, from);
  return meanOf(points, latentDim, to).map((value, i) => value - start[i]!);
}

/** a − b + c: what a has and b has not, given to c. */
export function analogy(a: ArrayLike<number>, b: ArrayLike<number>, c: ArrayLike<number>): Float32Array {
  return Float32Array.from(a, (value, i) => value - b[i]! + c[i]!);
}

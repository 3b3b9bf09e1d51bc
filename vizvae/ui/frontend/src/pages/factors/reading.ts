/** What a reader of factors says of an image. */

/** A softmax a factor; `sizes`: how many values each has. */
export function probabilities(logits: ArrayLike<number>, sizes: readonly number[]): number[][] {
  let start = 0;
  return sizes.map((size) => {
    const own = Array.from({ length: size }, (_, value) => logits[start + value]!);
    start += size;
    const largest = Math.max(...own);
    const weights = own.map((logit) => Math.exp(logit - largest));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  });
}

export function mostProbable(distribution: readonly number[]): number {
  return distribution.indexOf(Math.max(...distribution));
}

/** p(x|z) over the pixels, as the decoder gives it, and the score of an image under it. */

export type PixelLikelihood =
  | { kind: "bernoulli"; mean: Float32Array; logits: Float32Array }
  | { kind: "gaussian"; mean: Float32Array; logvar: Float32Array }
  | { kind: "unknown"; mean: Float32Array };

/** log(1 + eˡ) without overflow. */
export function softplus(l: number): number {
  return Math.max(l, 0) + Math.log1p(Math.exp(-Math.abs(l)));
}

/**
 * −log p(x|z) in nats, summed over the pixels of `x`. A batch of decoded images lies one after another: `row` says which one is meant.
 * Bernoulli in logits, because log(sigmoid(l)) loses every digit where a pixel is certain. NaN where the likelihood is not known.
 */
export function reconNll(likelihood: PixelLikelihood, x: Float32Array, row = 0): number {
  if (likelihood.kind === "unknown") return NaN;
  const start = row * x.length;
  let sum = 0;
  if (likelihood.kind === "bernoulli") {
    for (let i = 0; i < x.length; i++) {
      const l = likelihood.logits[start + i]!;
      sum += softplus(l) - x[i]! * l;
    }
  } else {
    for (let i = 0; i < x.length; i++) {
      const logvar = likelihood.logvar[start + i]!;
      sum += 0.5 * (Math.log(2 * Math.PI) + logvar + (x[i]! - likelihood.mean[start + i]!) ** 2 / Math.exp(logvar));
    }
  }
  return sum;
}

/** p(x|z) over the pixels, as the decoder gives it, and the score of an image under it. */

export type PixelLikelihood =
  | { kind: "bernoulli"; mean: Float32Array; logits: Float32Array }
  | { kind: "gaussian"; mean: Float32Array; logvar: Float32Array }
  | { kind: "logistic"; mean: Float32Array; location: Float32Array; log_scale: Float32Array }
  | { kind: "unknown"; mean: Float32Array };

/** From one value of an 8-bit pixel to the next; the formulas are those of likelihoods.py. */
const BIN = 1 / 255;

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
  } else if (likelihood.kind === "gaussian") {
    for (let i = 0; i < x.length; i++) sum += gaussianNll(x[i]!, likelihood.mean[start + i]!, likelihood.logvar[start + i]!);
  } else {
    for (let i = 0; i < x.length; i++) sum += logisticNll(x[i]!, likelihood.location[start + i]!, likelihood.log_scale[start + i]!);
  }
  return sum;
}

/** Upper bound on −log of the probability of the bin around x, of uniform noise in the bin: see `GaussianPixels`. */
function gaussianNll(x: number, mean: number, logvar: number): number {
  return 0.5 * (Math.log(2 * Math.PI) + logvar + ((x - mean) ** 2 + BIN ** 2 / 12) / Math.exp(logvar)) + Math.log(255);
}

/** −log of the probability of the bin around x, the outer ones open to their side: see `DiscretisedLogistic`. */
function logisticNll(x: number, location: number, logScale: number): number {
  const inverse = Math.exp(-logScale);
  const below = softplus(-(x + BIN / 2 - location) * inverse); // −log P(at most this bin)
  const above = softplus(-(location - x + BIN / 2) * inverse);
  if (x < BIN / 2) return below;
  if (x > 1 - BIN / 2) return above;
  return below + above - Math.log(-Math.expm1(-BIN * inverse));
}

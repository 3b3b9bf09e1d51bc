/** KL and ELBO of an encoded image. They belong to q(z|x), not to where the sliders stand. */

import { formatNats } from "../latent/numbers";
import { kl, sample, type DiagonalGaussian } from "../latent/gaussian";
import type { ImageInput } from "./workspace";

export const ELBO_DRAWS = 64;
/** Fixed, so that the figure does not flicker. */
const ELBO_SEED = 64;

export interface Evidence {
  kl: number;
  elbo: { mean: number; standardError: number } | null;
}

/** What the ELBO adds up from: the reconstruction on the page is of one point, that of the ELBO an average. */
export function elboInWords(evidence: Evidence | null): string {
  if (!evidence?.elbo) return `${ELBO_DRAWS} draws of q(z|x)`;
  return `= −recon. − KL, with the mean recon. of ${ELBO_DRAWS} draws of q(z|x): ${formatNats(-evidence.elbo.mean - evidence.kl)}`;
}

/** Null for a deterministic code. */
export function posteriorOf({ posterior }: ImageInput): DiagonalGaussian | null {
  return posterior.logvar && { mu: posterior.mu, logvar: posterior.logvar };
}

/** `score`: recon_nll of the image under each of several latents. */
export async function elbo(
  posterior: DiagonalGaussian,
  score: (z: Float32Array) => Promise<Float32Array>,
): Promise<NonNullable<Evidence["elbo"]>> {
  const divergence = kl(posterior);
  const scores = await score(sample(posterior, ELBO_SEED, ELBO_DRAWS));
  const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
  const variance = scores.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (scores.length - 1);
  return { mean: -mean - divergence, standardError: Math.sqrt(variance / scores.length) };
}

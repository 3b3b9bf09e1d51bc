/** What the posteriors of all nodes say together. */

import type { Bundle } from "./bundle";

/** Mean over nodes and latents of σ; null for a deterministic code. */
export function meanStd({ logvar }: Bundle): number | null {
  if (!logvar) return null;
  let sum = 0;
  for (const value of logvar) sum += Math.exp(value / 2);
  return sum / logvar.length;
}

/** KL(q ‖ N(0, 1)) of each latent, mean over nodes, nats; null for a deterministic code. */
export function klPerLatent({ mu, logvar, latentDim }: Bundle): Float64Array | null {
  if (!logvar) return null;
  const sums = new Float64Array(latentDim);
  for (let i = 0; i < mu.length; i++) sums[i % latentDim]! += 0.5 * (mu[i]! ** 2 + Math.exp(logvar[i]!) - 1 - logvar[i]!);
  return sums.map((sum) => sum / (mu.length / latentDim));
}

/** A latent that carries less than this many nats says next to nothing. */
export const ALIVE = 0.01;

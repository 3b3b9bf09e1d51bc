/** The diagonal Gaussian posterior q(z|x): mu and logvar (log σ²), one number a latent. */

import { normals } from "./random";

export interface DiagonalGaussian {
  mu: Float32Array;
  logvar: Float32Array;
}

export function std(posterior: DiagonalGaussian): Float32Array {
  return posterior.logvar.map((value) => Math.exp(value / 2));
}

/** KL(q(z|x) ‖ N(0, I)) in nats, in closed form, summed over the latents. */
export function kl({ mu, logvar }: DiagonalGaussian): number {
  let sum = 0;
  for (let i = 0; i < mu.length; i++) sum += 0.5 * (mu[i]! ** 2 + Math.exp(logvar[i]!) - 1 - logvar[i]!);
  return sum;
}

/** `count` draws mu + std·ε one after another, (count, latents) in one array. */
export function sample(posterior: DiagonalGaussian, seed: number, count = 1): Float32Array {
  const { mu } = posterior;
  const scale = std(posterior);
  const noise = normals(seed, count * mu.length);
  return noise.map((epsilon, i) => mu[i % mu.length]! + scale[i % mu.length]! * epsilon);
}

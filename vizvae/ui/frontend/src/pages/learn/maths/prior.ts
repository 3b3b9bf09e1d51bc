/** Draws of a VAE's prior. */

import { normals } from "../../../parts/latent/random";

/** (count, latentDim): N(0, `std`² I), and to each latent of `shifts` its amount added. The same `seed` gives the same noise at every `std`. */
export function priorDraws(seed: number, count: number, latentDim: number, std: number, shifts: readonly { latent: number; by: number }[]): Float32Array {
  const z = normals(seed, count * latentDim).map((epsilon) => std * epsilon);
  for (const { latent, by } of shifts) for (let row = 0; row < count; row++) z[row * latentDim + latent]! += by;
  return z;
}

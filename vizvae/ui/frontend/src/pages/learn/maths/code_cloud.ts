/** Where the codes of two latents lie, and places among them, counted from their mean in their own standard deviations. */

import { nearest, type Neighbourhood } from "../../../parts/latent/density";
import { normals } from "../../../parts/latent/random";

export type Pair = readonly [number, number];

export interface CodeCloud {
  mean: Pair;
  std: Pair;
  /** Of the codes' covariance L·Lᵀ: L is [[a, 0], [b, c]]. */
  factor: readonly [a: number, b: number, c: number];
}

/** `codes`: (count, 2). */
export function codeCloud(codes: Float32Array): CodeCloud {
  const count = codes.length / 2;
  const mean: [number, number] = [0, 0];
  for (let i = 0; i < codes.length; i++) mean[i % 2]! += codes[i]! / count;
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < codes.length; i += 2) {
    const [dx, dy] = [codes[i]! - mean[0], codes[i + 1]! - mean[1]];
    xx += (dx * dx) / (count - 1);
    xy += (dx * dy) / (count - 1);
    yy += (dy * dy) / (count - 1);
  }
  const a = Math.sqrt(xx);
  const b = xy / a;
  return { mean, std: [a, Math.sqrt(yy)], factor: [a, b, Math.sqrt(yy - b * b)] };
}

export const codeAt = ({ mean, std }: CodeCloud, [u, v]: Pair): Pair => [mean[0] + std[0] * u, mean[1] + std[1] * v];

export const placeOf = ({ mean, std }: CodeCloud, [x, y]: Pair): Pair => [(x - mean[0]) / std[0], (y - mean[1]) / std[1]];

/** From the Gaussian with the codes' mean and covariance. */
export function drawLike({ mean, factor: [a, b, c] }: CodeCloud, seed: number): Pair {
  const [first, second] = normals(seed, 2);
  return [mean[0] + a * first!, mean[1] + b * first! + c * second!];
}

/** From N(0, I), of the same noise. */
export function drawPrior(seed: number): Pair {
  const [first, second] = normals(seed, 2);
  return [first!, second!];
}

const PROBED = 1000;

/** Within this distance of a code, in standard deviations, lies another of them for the share `share` of the codes. */
export function usualDistance(codes: Float32Array, means: Neighbourhood, share: number): number {
  const own = Float64Array.from({ length: Math.min(PROBED, means.count) }, (_, i) => Math.sqrt(nearest(codes.subarray(2 * i, 2 * i + 2), means, 2).squared[1]!)).sort();
  return own[Math.min(own.length - 1, Math.floor(share * own.length))]!;
}

/** The share of `count` draws that lie farther than `distance` from every code. */
export function shareFar(draw: (seed: number) => Pair, means: Neighbourhood, distance: number, count: number): number {
  let far = 0;
  for (let seed = 1; seed <= count; seed++) if (nearest(draw(seed), means, 1).squared[0]! > distance * distance) far++;
  return far / count;
}

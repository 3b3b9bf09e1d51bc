/** Grey images to the black-and-white ones that a Bernoulli decoder gives probabilities for. */

import { uniforms } from "./random";

export type Binarisation = "threshold" | "draw";

/** One stored seed: the same image is drawn the same way at every visit, which makes its score comparable. */
const DRAW_SEED = 20131220;

export function binarise(grey: Uint8Array, how: Binarisation): Float32Array {
  if (how === "threshold") return Float32Array.from(grey, (value) => (value >= 127.5 ? 1 : 0));
  const uniform = uniforms(DRAW_SEED);
  return Float32Array.from(grey, (value) => (uniform() < value / 255 ? 1 : 0));
}

/** Bytes to [0, 1], for decoders of grey pixels. */
export function toUnit(grey: Uint8Array): Float32Array {
  return Float32Array.from(grey, (value) => value / 255);
}

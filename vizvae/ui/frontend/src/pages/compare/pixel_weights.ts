/** For tests: a small model's weights as a file, and images by number. */

import { normals } from "../../parts/latent/random";

/** A model.safetensors with random numbers: so many of each name. */
export function randomWeights(sizes: Record<string, number>): Uint8Array<ArrayBuffer> {
  let end = 0;
  const header = Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, { dtype: "F32", shape: [size], data_offsets: [end, (end += 4 * size)] }]));
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(new Uint8Array(normals(5, end / 4).buffer), 8 + text.length);
  return bytes;
}

/** The binary digits of a number as so many pixels, the lowest first. */
export const imageOf = (number: number, pixels: number): number[] => Array.from({ length: pixels }, (_, i) => (number >> i) & 1);

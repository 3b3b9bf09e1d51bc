/** How many real neighbours a latent has. */

import type { Neighbourhood } from "./density";

/** The number of samples no further from z than `radius`, which is in the standardised units of `samples` (see density.ts). */
export function countWithin(z: ArrayLike<number>, { points, count, dims, scale }: Neighbourhood, radius: number): number {
  const d = dims.length;
  const query = dims.map((dim, j) => z[dim]! / scale[j]!);
  const limit = radius * radius;
  let within = 0;
  for (let row = 0, at = 0; row < count; row++, at += d) {
    let sum = 0;
    for (let j = 0; j < d && sum <= limit; j++) {
      const difference = points[at + j]! - query[j]!;
      sum += difference * difference;
    }
    if (sum <= limit) within++;
  }
  return within;
}

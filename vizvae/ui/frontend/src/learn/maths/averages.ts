/** What averaging over draws does to an estimate. */

/** The means of each `size` values one after another; what is left over at the end is in none. */
export function averagesOf(values: readonly number[], size: number): number[] {
  return Array.from({ length: Math.floor(values.length / size) }, (_, i) => {
    let sum = 0;
    for (let at = i * size; at < (i + 1) * size; at++) sum += values[at]!;
    return sum / size;
  });
}

/** What averaging over draws does to an estimate. */

/** The means of each `size` values one after another; what is left over at the end is in none. */
export function averagesOf(values: readonly number[], size: number): number[] {
  return Array.from({ length: Math.floor(values.length / size) }, (_, i) => {
    let sum = 0;
    for (let at = i * size; at < (i + 1) * size; at++) sum += values[at]!;
    return sum / size;
  });
}

/** The same of numbers of which the logarithms are given: log of the mean of exp, for each `size` of them. */
export function logAveragesOf(logs: readonly number[], size: number): number[] {
  return Array.from({ length: Math.floor(logs.length / size) }, (_, i) => {
    const some = logs.slice(i * size, (i + 1) * size);
    const most = Math.max(...some); // taken out, so that exp does not vanish
    return most + Math.log(some.reduce((sum, log) => sum + Math.exp(log - most), 0) / size);
  });
}

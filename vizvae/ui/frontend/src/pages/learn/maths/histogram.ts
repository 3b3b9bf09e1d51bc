/** How values are spread. */

/** Counts in equal bins from `low` to `high`; what lies outside is in none. */
export function histogram(values: readonly number[], low: number, high: number, numBins: number): number[] {
  const counts = new Array<number>(numBins).fill(0);
  for (const value of values) {
    const bin = Math.floor(((value - low) / (high - low)) * numBins);
    if (bin >= 0 && bin < numBins) counts[bin]!++;
  }
  return counts;
}

export function meanAndStd(values: readonly number[]): [mean: number, std: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
}

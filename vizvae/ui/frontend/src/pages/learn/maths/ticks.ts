/** Round numbers on an axis. */

import { formatDecimal, formatSignificant } from "../../../parts/latent/numbers";

interface Range {
  low: number;
  high: number;
}

/** About `count` round numbers inside the range, ascending. */
export function ticks({ low, high }: Range, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = [1, 2, 5, 10].map((factor) => factor * power);
  const coarse = steps.findIndex((step) => step >= rough);
  const found = multiples(low, high, steps[coarse]!);
  // Two do not tell how wide the rest is.
  return found.length >= 3 || coarse === 0 ? found : multiples(low, high, steps[coarse - 1]!);
}

/** Multiples of the step, not sums: 0.1 + 0.2 is no round number. */
function multiples(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** A tick's text: as many decimals as tell it from its neighbour. */
export function tickLabel(value: number, step: number): string {
  if (Math.abs(value) >= 10_000) return `${formatSignificant(value / 1000, 4)}k`;
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  return formatDecimal(value, decimals);
}

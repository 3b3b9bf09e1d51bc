/** Figures in words. */

import { counted, formatCount, formatDecimal, formatShort } from "../../parts/latent/numbers";
import type { Figures } from "./contract";

/** Null for what has none. */
export function likelihood({ nll, nll_interval, bound, num_samples }: Figures): { value: string; interval: string; kind: string } | null {
  if (nll === null || nll_interval === null || bound === "none") return null;
  return {
    value: `${bound === "exact" ? "" : "≤ "}${nll.toFixed(1)}`,
    interval: `± ${((nll_interval[1] - nll_interval[0]) / 2).toFixed(1)}`,
    kind: bound === "exact" ? "exact" : `bound of ${counted(num_samples, "draw")}`,
  };
}

export function milliseconds(seconds: number): string {
  const ms = 1000 * seconds;
  return `${ms < 1 ? formatShort(ms) : ms < 10 ? formatDecimal(ms, 1) : formatCount(Math.round(ms))} ms`;
}

export const count = (value: number): string => formatCount(value);

export function duration(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** What the time of training does not hold. */
export const trained = ({ started_from }: Pick<Figures, "started_from">): string => (started_from ? `on from ${started_from}` : "from nothing");

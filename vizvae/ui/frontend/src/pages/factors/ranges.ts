/** How far a traversal goes along a latent. */

import type { SliderRange } from "../../parts/explorer/workspace";
import type { FactorLatent, RangePolicy } from "./contract";

export const RANGE_POLICIES: readonly { key: RangePolicy; label: string; says: string }[] = [
  { key: "sd-1", label: "±1 sd", says: "one standard deviation of the data to either side of this image" },
  { key: "sd-2", label: "±2 sd", says: "two standard deviations of the data to either side of this image" },
  { key: "sd-3", label: "±3 sd", says: "three standard deviations of the data to either side of this image" },
  { key: "quantile", label: "1\u00a0% to 99\u00a0%", says: "between the values that one in a hundred images of the data falls short of, and exceeds" },
  { key: "extremes", label: "lowest to highest", says: "from the lowest to the highest value of the data" },
];

/** A latent that never varies still needs a range of some length. */
const SHORTEST = 1e-3;

/** `code`: of the image that is shown. */
export function rangeOf(policy: RangePolicy, { std, mean, quantiles, extremes }: FactorLatent, code: number): SliderRange {
  const between = ([low, high]: [number, number]) => {
    const half = Math.max((high - low) / 2, SHORTEST);
    return { from: (low + high) / 2 - half, to: (low + high) / 2 + half };
  };
  switch (policy) {
    case "quantile":
      return between(quantiles);
    case "extremes":
      return between(extremes);
    default: {
      const reach = Number(policy.slice(3)) * Math.max(std, SHORTEST);
      const centre = Number.isFinite(code) ? code : mean;
      return { from: centre - reach, to: centre + reach };
    }
  }
}

/** Of the sliders: three standard deviations, and wider where the image lies further out. */
export function sliderRange({ mean, std, extremes }: FactorLatent): SliderRange {
  const reach = 3 * Math.max(std, SHORTEST);
  return { from: Math.min(mean - reach, extremes[0]), to: Math.max(mean + reach, extremes[1]) };
}

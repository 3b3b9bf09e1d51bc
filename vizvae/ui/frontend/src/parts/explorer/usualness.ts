/** How usual a point is among its like: a mean among the means of the data, a draw among draws. */

import { logDensity, percentile } from "../latent/density";
import type { ModelData } from "./contract";
import type { Reference } from "./resources";
import type { PointKind } from "./workspace";

/** Of the data, the share that lies less densely than z, percent. */
export function usualness(z: ArrayLike<number>, reference: Reference, { neighbours, logDensityQuantiles }: ModelData["reference"], among: PointKind): number {
  const [samples, quantiles] = among === "mean" ? [reference.means, logDensityQuantiles.means] : [reference.draws, logDensityQuantiles.draws];
  return percentile(logDensity(z, samples, neighbours), quantiles);
}

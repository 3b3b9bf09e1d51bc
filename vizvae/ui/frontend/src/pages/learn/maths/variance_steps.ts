/** One step of gradient descent on the variance of a Gaussian, given as it is or by its logarithm. */

import { logDensity } from "./linear_gaussian";

/** Nats: the mean of −log N(x; μ, σ²) over values whose mean squared distance from μ is `error`. Least at σ² = `error`. */
export const lossOfLogvar = (error: number, logvar: number): number => -logDensity({ mu: 0, logvar }, Math.sqrt(error));

/** The same where the network gives σ² itself; NaN where that is no variance. */
export const lossOfVariance = (error: number, variance: number): number => (variance > 0 ? lossOfLogvar(error, Math.log(variance)) : NaN);

/** d loss/d log σ²: never above ½. */
export const logvarGradient = (error: number, logvar: number): number => 0.5 * (1 - error * Math.exp(-logvar));

/** d loss/dσ²: the other, divided by σ². */
export const varianceGradient = (error: number, variance: number): number => (0.5 * (1 - error / variance)) / variance;

/** Two estimators of d/dmu E_q[log p(x|z)], one draw each, on the one-dimensional linear-Gaussian model. */

import { likelihood, logDensity, type Model, type Normal } from "./linear_gaussian";

export function exactGradient({ weight, noise }: Model, x: number, q: Normal): number {
  return (weight * (x - weight * q.mu)) / noise ** 2;
}

/** log p(x|z) · d/dmu log q(z) at z = mu + σ·`epsilon`: nothing need be differentiable but q (Williams 1992). */
export function scoreGradient(model: Model, x: number, q: Normal, epsilon: number): number {
  const std = Math.exp(q.logvar / 2);
  return (logDensity(likelihood(model, q.mu + std * epsilon), x) * epsilon) / std;
}

/** d/dmu log p(x|mu + σ·`epsilon`): the gradient goes through the draw (Kingma & Welling 2013, section 2.4). */
export function reparameterisedGradient(model: Model, x: number, q: Normal, epsilon: number): number {
  return exactGradient(model, x, { ...q, mu: q.mu + Math.exp(q.logvar / 2) * epsilon });
}

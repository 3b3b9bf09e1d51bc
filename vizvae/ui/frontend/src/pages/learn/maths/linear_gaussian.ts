/** A VAE of which everything is known: p(z) = N(0, 1), p(x|z) = N(weight·z, noise²), one latent and one pixel. All in nats. */

export interface Model {
  weight: number;
  /** Standard deviation of p(x|z) */
  noise: number;
}

export interface Normal {
  mu: number;
  /** log σ² */
  logvar: number;
}

export const PRIOR: Normal = { mu: 0, logvar: 0 };

export function logDensity({ mu, logvar }: Normal, z: number): number {
  return -0.5 * ((z - mu) ** 2 * Math.exp(-logvar) + logvar + Math.log(2 * Math.PI));
}

/** KL(q ‖ p) */
export function kl(q: Normal, p: Normal): number {
  return 0.5 * (((q.mu - p.mu) ** 2 + Math.exp(q.logvar)) * Math.exp(-p.logvar) - 1 + p.logvar - q.logvar);
}

export function likelihood(model: Model, z: number): Normal {
  return { mu: model.weight * z, logvar: 2 * Math.log(model.noise) };
}

/** p(x) = N(0, weight² + noise²) */
export function marginal({ weight, noise }: Model): Normal {
  return { mu: 0, logvar: Math.log(weight ** 2 + noise ** 2) };
}

/** p(z|x), by completing the square (Bishop 2006, equation 2.116). */
export function posterior({ weight, noise }: Model, x: number): Normal {
  const precision = 1 + (weight / noise) ** 2;
  return { mu: (weight * x) / noise ** 2 / precision, logvar: -Math.log(precision) };
}

/** E_q[−log p(x|z)], exact: the squared error at mu, and what the width of q adds to it. */
export function reconNll(model: Model, x: number, q: Normal): number {
  const extra = (model.weight / model.noise) ** 2 * Math.exp(q.logvar);
  return -logDensity(likelihood(model, q.mu), x) + extra / 2;
}

/** −recon_nll − KL(q ‖ p(z)) (Kingma & Welling 2013, equation 3). */
export function elbo(model: Model, x: number, q: Normal): number {
  return -reconNll(model, x, q) - kl(q, PRIOR);
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { uniforms } from "../../../parts/latent/random";
import { elbo, kl, likelihood, logDensity, marginal, posterior, PRIOR } from "./linear_gaussian";

const uniform = uniforms(3);
const between = (low: number, high: number) => low + (high - low) * uniform();
const cases = Array.from({ length: 200 }, () => ({
  model: { weight: between(-3, 3), noise: between(0.2, 2) },
  x: between(-4, 4),
  q: { mu: between(-4, 4), logvar: between(-4, 3) },
}));

test("log p(x) = ELBO + KL(q ‖ p(z|x)) for every q", () => {
  for (const { model, x, q } of cases) {
    const gap = kl(q, posterior(model, x));
    assert.ok(gap >= 0);
    assert.ok(Math.abs(logDensity(marginal(model), x) - elbo(model, x, q) - gap) < 1e-9);
  }
});

test("Bayes: p(x|z) p(z) = p(z|x) p(x) at every z", () => {
  for (const { model, x, q } of cases) {
    const z = q.mu;
    const joint = logDensity(likelihood(model, z), x) + logDensity(PRIOR, z);
    assert.ok(Math.abs(joint - logDensity(posterior(model, x), z) - logDensity(marginal(model), x)) < 1e-9);
  }
});

test("p(x) is the integral of p(x|z) p(z) over z", () => {
  const model = { weight: 1.5, noise: 0.5 };
  let sum = 0;
  for (let z = -10; z < 10; z += 0.001) sum += 0.001 * Math.exp(logDensity(likelihood(model, z), 0.8) + logDensity(PRIOR, z));
  assert.ok(Math.abs(sum - Math.exp(logDensity(marginal(model), 0.8))) < 1e-9);
});

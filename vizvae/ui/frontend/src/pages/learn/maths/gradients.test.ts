import assert from "node:assert/strict";
import { test } from "node:test";
import { normals } from "../../../parts/latent/random";
import { exactGradient, reparameterisedGradient, scoreGradient } from "./gradients";
import { reconNll } from "./linear_gaussian";

const model = { weight: 1.2, noise: 0.8 };
const q = { mu: 0.3, logvar: -1 };
const x = 1.5;
const exact = exactGradient(model, x, q);
const noise = normals(4, 200_000);

function moments(estimator: typeof scoreGradient): { mean: number; variance: number } {
  let sum = 0;
  let squares = 0;
  for (const epsilon of noise) {
    const value = estimator(model, x, q, epsilon);
    sum += value;
    squares += value * value;
  }
  const mean = sum / noise.length;
  return { mean, variance: squares / noise.length - mean * mean };
}

test("the exact gradient equals finite differences of the exact term", () => {
  const h = 1e-5;
  const shifted = (by: number) => -reconNll(model, x, { ...q, mu: q.mu + by });
  assert.ok(Math.abs((shifted(h) - shifted(-h)) / (2 * h) - exact) < 1e-7);
});

test("both estimators have the exact gradient as their mean, within five standard errors", () => {
  for (const estimator of [scoreGradient, reparameterisedGradient]) {
    const { mean, variance } = moments(estimator);
    assert.ok(Math.abs(mean - exact) < 5 * Math.sqrt(variance / noise.length));
  }
});

test("the reparameterised one has variance (weight/noise)⁴ σ², the score function more", () => {
  const { variance } = moments(reparameterisedGradient);
  assert.ok(Math.abs(variance / ((model.weight / model.noise) ** 4 * Math.exp(q.logvar)) - 1) < 0.02);
  assert.ok(moments(scoreGradient).variance > variance);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { uniforms } from "../../../parts/latent/random";
import { reconNll } from "../../../parts/latent/likelihood";
import { logDensity } from "./linear_gaussian";
import { logvarGradient, lossOfLogvar, lossOfVariance, varianceGradient } from "./variance_steps";

const uniform = uniforms(5);
const cases = Array.from({ length: 200 }, () => ({ error: 0.02 + uniform(), logvar: -4 + 5 * uniform() }));

test("the loss is ½ (log 2πσ² + error/σ²) however σ² is given", () => {
  for (const { error, logvar } of cases) {
    const variance = Math.exp(logvar);
    const closed = 0.5 * (Math.log(2 * Math.PI * variance) + error / variance);
    assert.ok(Math.abs(lossOfLogvar(error, logvar) - closed) < 1e-9);
    assert.ok(Math.abs(lossOfVariance(error, variance) - closed) < 1e-9);
  }
  for (const variance of [0, -0.1]) assert.ok(Number.isNaN(lossOfVariance(0.05, variance)));
});

test("both gradients equal finite differences, and vanish at σ² = error", () => {
  const slope = (of: (at: number) => number, at: number, h: number) => (of(at + h) - of(at - h)) / (2 * h);
  for (const { error, logvar } of cases) {
    const variance = Math.exp(logvar);
    const byLog = slope((at) => lossOfLogvar(error, at), logvar, 1e-5);
    const direct = slope((at) => lossOfVariance(error, at), variance, 1e-5 * variance);
    assert.ok(Math.abs(logvarGradient(error, logvar) - byLog) < 1e-6 * Math.max(1, Math.abs(byLog)));
    assert.ok(Math.abs(varianceGradient(error, variance) - direct) < 1e-6 * Math.max(1, Math.abs(direct)));
    assert.ok(Math.abs(varianceGradient(error, error)) + Math.abs(logvarGradient(error, Math.log(error))) < 1e-9);
  }
});

test("a grey pixel: Bernoulli's cross-entropy and the Gaussian's density, in closed form", () => {
  const [x, mean, std] = [0.3, 0.6, 0.2];
  const pixel = Float32Array.of(x);
  const bernoulli = reconNll({ kind: "bernoulli", mean: Float32Array.of(mean), logits: Float32Array.of(Math.log(mean / (1 - mean))) }, pixel);
  const gaussian = -logDensity({ mu: mean, logvar: 2 * Math.log(std) }, x);
  assert.ok(Math.abs(bernoulli - -(x * Math.log(mean) + (1 - x) * Math.log(1 - mean))) < 1e-6);
  assert.ok(Math.abs(gaussian - (0.5 * ((x - mean) / std) ** 2 + Math.log(std * Math.sqrt(2 * Math.PI)))) < 1e-5);
});

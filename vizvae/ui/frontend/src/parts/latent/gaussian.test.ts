import assert from "node:assert/strict";
import { test } from "node:test";
import { kl, sample, std } from "./gaussian";

const standard = { mu: Float32Array.of(0, 0), logvar: Float32Array.of(0, 0) };
const narrow = { mu: Float32Array.of(1, -2), logvar: Float32Array.of(Math.log(0.25), 0) };

test("the prior itself has KL 0", () => {
  assert.equal(kl(standard), 0);
});

test("KL by hand: ½(1 + ¼ − 1 − ln ¼) + ½(4 + 1 − 1 − 0)", () => {
  assert.ok(Math.abs(kl(narrow) - (0.5 * (0.25 - Math.log(0.25)) + 2)) < 1e-6);
});

test("draws have the posterior's mean and standard deviation", () => {
  const count = 4000;
  const draws = sample(narrow, 11, count);
  assert.equal(draws.length, 2 * count);
  for (const latent of [0, 1]) {
    const values = Array.from({ length: count }, (_, row) => draws[2 * row + latent]!);
    const mean = values.reduce((a, b) => a + b) / count;
    const spread = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / count);
    assert.ok(Math.abs(mean - narrow.mu[latent]!) < 0.06);
    assert.ok(Math.abs(spread - std(narrow)[latent]!) < 0.05);
  }
});

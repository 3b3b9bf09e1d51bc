import assert from "node:assert/strict";
import { test } from "node:test";
import { reconNll, softplus } from "./likelihood";

const close = (a: number, b: number, tolerance = 1e-5) => assert.ok(Math.abs(a - b) < tolerance, `${a} is not ${b}`);

test("softplus does not overflow and keeps the small tail", () => {
  assert.equal(softplus(1000), 1000);
  close(softplus(0), Math.LN2);
  close(softplus(-30), Math.exp(-30), 1e-18);
});

test("Bernoulli: an undecided pixel costs ln 2, a certain and right one nothing, a certain and wrong one its logit", () => {
  const likelihood = { kind: "bernoulli" as const, mean: Float32Array.of(0.5, 1, 1), logits: Float32Array.of(0, 50, 50) };
  close(reconNll(likelihood, Float32Array.of(1, 1, 0)), Math.LN2 + 0 + 50);
});

test("Bernoulli: the second image of a batch is scored by its own logits", () => {
  const likelihood = { kind: "bernoulli" as const, mean: new Float32Array(4), logits: Float32Array.of(9, 9, 0, 0) };
  close(reconNll(likelihood, Float32Array.of(0, 1), 1), 2 * Math.LN2);
});

test("Gaussian: the density of N(0.5, 0.25) at 1, by hand", () => {
  const likelihood = { kind: "gaussian" as const, mean: Float32Array.of(0.5), logvar: Float32Array.of(Math.log(0.25)) };
  close(reconNll(likelihood, Float32Array.of(1)), 0.5 * (Math.log(2 * Math.PI) + Math.log(0.25) + 1));
});

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

test("Gaussian: the mass of N(0.5, 0.25) in the bin around 1, by its density in the middle", () => {
  const likelihood = { kind: "gaussian" as const, mean: Float32Array.of(0.5), logvar: Float32Array.of(Math.log(0.25)) };
  close(reconNll(likelihood, Float32Array.of(1)), 0.5 * (Math.log(2 * Math.PI) + Math.log(0.25) + 1) + Math.log(255));
});

test("logistic: the probabilities of all 256 values sum to one, wherever it lies and however narrow", () => {
  for (const location of [0, 0.3, 1.2])
    for (const logScale of [-7, -3, 0]) {
      const likelihood = { kind: "logistic" as const, mean: new Float32Array(1), location: Float32Array.of(location), log_scale: Float32Array.of(logScale) };
      let total = 0;
      for (let k = 0; k < 256; k++) total += Math.exp(-reconNll(likelihood, Float32Array.of(k / 255)));
      close(total, 1, 1e-4);
    }
});

test("logistic: the middle bin of a wide one, by hand", () => {
  const likelihood = { kind: "logistic" as const, mean: new Float32Array(1), location: Float32Array.of(0.6), log_scale: Float32Array.of(0) };
  const sigmoid = (t: number) => 1 / (1 + Math.exp(-t));
  close(Math.exp(-reconNll(likelihood, Float32Array.of(0.6))), sigmoid(0.5 / 255) - sigmoid(-0.5 / 255), 1e-7);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Figures } from "./contract";
import { duration, likelihood, milliseconds, trained } from "./words";

const figures = (changes: Partial<Figures>): Figures => ({
  nll: 80.04, nll_interval: [79.5, 80.5], bound: "exact", recon_nll: null, kl: null, classifier_frechet: 5, seconds_per_sample: 0.1, seconds_per_batch: 1,
  num_parameters: 10, training_seconds: 20, started_from: "", num_samples: 500, num_images: 100, num_draws: 100, protocol: "", ...changes,
});

test("a bound is said to be one", () => {
  assert.deepEqual(likelihood(figures({})), { value: "80.0", interval: "± 0.5", kind: "exact" });
  assert.deepEqual(likelihood(figures({ bound: "iwae" })), { value: "≤ 80.0", interval: "± 0.5", kind: "bound of 500 draws" });
  assert.equal(likelihood(figures({ nll: null, nll_interval: null, bound: "none" })), null);
});

test("times in the unit that fits", () => {
  assert.equal(milliseconds(0.00042), "0.42 ms");
  assert.equal(milliseconds(0.0042), "4.2 ms");
  assert.equal(milliseconds(1.2345), "1,235 ms");
  assert.equal(duration(19), "19 s");
  assert.equal(duration(4190), "70 min");
});

test("training that went on from another model says so", () => {
  assert.equal(trained(figures({ started_from: "mnist-conv" })), "on from mnist-conv");
});

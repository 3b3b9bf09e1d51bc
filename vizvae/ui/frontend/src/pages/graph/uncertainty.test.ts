import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bundle } from "./bundle";
import { klPerLatent, meanStd } from "./uncertainty";

const bundle = { latentDim: 2, mu: Float32Array.of(1, 0, 3, 0), logvar: Float32Array.of(0, 0, 0, Math.log(4)) } as unknown as Bundle;

test("KL of each latent and mean σ, by hand", () => {
  const perLatent = klPerLatent(bundle)!;
  assert.ok(Math.abs(perLatent[0]! - (0.5 + 4.5) / 2) < 1e-6);
  assert.ok(Math.abs(perLatent[1]! - (0.5 * (4 - 1 - Math.log(4))) / 2) < 1e-6);
  assert.ok(Math.abs(meanStd(bundle)! - (1 + 1 + 1 + 2) / 4) < 1e-6);
});

test("a deterministic code has neither", () => {
  const deterministic = { ...bundle, logvar: null };
  assert.equal(klPerLatent(deterministic), null);
  assert.equal(meanStd(deterministic), null);
});

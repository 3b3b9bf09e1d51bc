import assert from "node:assert/strict";
import { test } from "node:test";
import { kl } from "../latent/gaussian";
import { elbo, ELBO_DRAWS, elboInWords } from "./evidence";

const posterior = { mu: Float32Array.of(1, 0), logvar: Float32Array.of(0, -1) };

test("with a constant score the ELBO is −score − KL and has no error", async () => {
  const { mean, standardError } = await elbo(posterior, async (z) => new Float32Array(z.length / 2).fill(80));
  assert.ok(Math.abs(mean - (-80 - kl(posterior))) < 1e-5);
  assert.equal(standardError, 0);
});

test("the standard error is that of the mean of the draws", async () => {
  const { mean, standardError } = await elbo(posterior, async (z) => Float32Array.from({ length: z.length / 2 }, (_, i) => (i % 2 ? 90 : 70)));
  assert.ok(Math.abs(mean - (-80 - kl(posterior))) < 1e-5);
  assert.ok(Math.abs(standardError - Math.sqrt((ELBO_DRAWS * 100) / (ELBO_DRAWS - 1) / ELBO_DRAWS)) < 1e-6);
});

test("in words the three numbers add up, below zero too", () => {
  const said = (kl: number, mean: number) => elboInWords({ kl, elbo: { mean, standardError: 0 } }).split(": ")[1];
  assert.equal(said(22.4, -63.2), "40.8");
  assert.equal(said(6.61, 8100), "−8106.6");
  assert.doesNotMatch(elboInWords({ kl: 22.4, elbo: null }), /recon/);
});

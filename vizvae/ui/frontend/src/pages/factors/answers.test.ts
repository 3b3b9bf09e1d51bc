import assert from "node:assert/strict";
import { test } from "node:test";
import { answersTo, byReach, sentence } from "./answers";
import type { FactorLatent } from "./contract";
import { Neighbourhood } from "./neighbourhood";
import { rangeOf } from "./ranges";

const LATENTS = [0, 1, 2].map((index) => ({ index, kl: 1, mean: index, std: 2, active: index !== 2, quantiles: [-1, 2], extremes: [-4, 5] })) as FactorLatent[];
const around = new Neighbourhood([0], [3], 3, new Uint8Array(3), Float32Array.of(0, 1, 0, 4, 1, 50, 8, 1.5, 99), null);

test("answers are in standard deviations from the mean of the data; a dead latent never answers", () => {
  const answers = answersTo(0, around, LATENTS);
  assert.deepEqual([...answers[0]!.trace], [0, 2, 4]);
  assert.deepEqual([answers[1]!.low, answers[1]!.high], [0, 0.25]);
  assert.deepEqual(byReach(answers, LATENTS).map(({ latent }) => latent), [0, 1]);
});

test("in words: who answers, and when nobody does", () => {
  const ordered = byReach(answersTo(0, around, LATENTS), LATENTS);
  assert.equal(sentence("x", ordered, (latent) => `z${latent}`), "One latent answers to x: z0 (moves 4.0 sd).");
  assert.match(sentence("x", ordered.slice(1), String), /^No latent answers to x/);
});

test("ranges: around the image, or those of the data", () => {
  assert.deepEqual(rangeOf("sd-3", LATENTS[0]!, 1), { from: -5, to: 7 });
  assert.deepEqual(rangeOf("quantile", LATENTS[0]!, 1), { from: -1, to: 2 });
  assert.deepEqual(rangeOf("extremes", LATENTS[0]!, 1), { from: -4, to: 5 });
});

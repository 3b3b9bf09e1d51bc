import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bundle } from "./bundle";
import { planeOf, rankedLatents, readPlane, writePlane } from "./planes";

test("what is written is read", () => {
  for (const text of ["pca", "latents_3_7", "umap_15_0.1_0"]) assert.equal(writePlane(readPlane(text)), text);
  assert.deepEqual(readPlane(undefined), { method: "pca" });
});

const bundle = (latentKl: Float32Array | null) => ({ latentDim: 3, mu: Float32Array.of(0, -1, 3, 0, 1, -3), uncertainty: latentKl && { latentKl } }) as Bundle;

test("latents by what they carry: KL, or the spread of a deterministic code", () => {
  const spread = rankedLatents(bundle(null));
  assert.deepEqual(spread.map(({ index, carries }) => [index, carries]), [[2, 3], [1, 1], [0, 0]]);
  const kl = rankedLatents(bundle(Float32Array.of(0, 0.5, 4.5)));
  assert.deepEqual(kl.map(({ index, carries }) => [index, carries]), [[2, 4.5], [1, 0.5], [0, 0]]);
});

test("two latents that this model has are its plane; otherwise the widest directions", () => {
  assert.deepEqual(planeOf(bundle(null), readPlane("latents_2_1")).directions.map((one) => [...one]), [[0, 0, 1], [0, 1, 0]]);
  assert.ok(planeOf(bundle(null), readPlane("latents_2_9")).shares);
});

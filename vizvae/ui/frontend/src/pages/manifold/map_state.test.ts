import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals";
import type { ModelData } from "../../parts/explorer/contract";
import type { Reference } from "../../parts/explorer/resources";
import { neighbourhood } from "../../parts/latent/density";
import { MapState } from "./map_state";

const latents = [0, 1, 2].map((index) => ({ index, kl: 1, mean: 0, std: 1, active: true, histogram: { from: -1, to: 1, counts: [] } }));
const MODEL = { name: "m", latentDim: 3, stochastic: true, likelihood: "bernoulli", latents } as unknown as ModelData;
const MU = Float32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 3);

function mapOf(settings = {}) {
  const reference = signal({ mu: MU, means: neighbourhood(MU, 3, [0, 1, 2], [1, 1, 1]) } as Reference);
  return new MapState(MODEL, settings, reference);
}

test("on a plane a point is marked where it is", () => {
  assert.deepEqual(mapOf().mark(Float32Array.of(0.5, 0.7, 9)), { at: [0.5, Math.fround(0.7)], exact: true });
});

test("on a projection a point is marked at the nearest data image, and it is said whether that is its place", () => {
  const map = mapOf({ plane: "umap" });
  assert.equal(map.mark(Float32Array.of(1, 1, 1)), null); // not there yet
  map.projected.value = Float32Array.of(10, 11, 20, 21, 30, 31);
  assert.deepEqual(map.mark(Float32Array.of(1, 1, 1.005)), { at: [20, 21], exact: true });
  assert.deepEqual(map.mark(Float32Array.of(1.2, 1, 1)), { at: [20, 21], exact: false });
  assert.deepEqual(map.mark(Float32Array.of(1.2, 1, 1), 2), { at: [30, 31], exact: true }); // the mean of image 2, seen otherwise
  map.projected.value = Float32Array.of(10, 11, 20, 21); // of the first two images alone
  assert.deepEqual(map.mark(Float32Array.of(2, 2, 3)), { at: [20, 21], exact: false });
});

test("the mean of a selection does not depend on what the map shows", () => {
  const map = mapOf({ plane: "tsne" });
  map.selection.value = [1, 2];
  assert.deepEqual([...map.selectionMean.value!], [1.5, 1.5, 2]);
});

test("the window of a link is kept for the projection that comes, and no other", () => {
  const projected = Float32Array.of(10, 11, 20, 21, 30, 31);
  const linked = mapOf({ plane: "umap", window: [12, 14, 13, 15] });
  linked.projected.value = projected;
  assert.deepEqual(linked.windows.value, [{ low: 12, high: 14 }, { low: 13, high: 15 }]);
  linked.projected.value = projected.map((value) => 2 * value); // of other parameters
  assert.ok(linked.windows.value[0].low < 20 && linked.windows.value[0].high > 60);
  const opened = mapOf({ plane: "umap" });
  opened.projected.value = projected;
  assert.ok(opened.windows.value[0].low < 10 && opened.windows.value[0].high > 30);
});

test("a share is of the data's whole spread", () => {
  const shares = mapOf({ plane: ["principal", 0, 1] }).shares();
  assert.ok(Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 1e-6);
  assert.equal(shares.length, 3);
});

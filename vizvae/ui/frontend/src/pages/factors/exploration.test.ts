import assert from "node:assert/strict";
import { test } from "node:test";
import type { FactorModel } from "./contract";
import { Exploration } from "./exploration";
import { Neighbourhood } from "./neighbourhood";

const SIZES = [4, 3];

function around(centre: number[]): Neighbourhood {
  const rows = 7;
  // Latent 0 is the first factor, latent 1 the second; what a centre's other factor adds is the same for all its rows.
  const mu: number[] = [];
  for (let value = 0; value < 4; value++) mu.push(value, centre[1]!);
  for (let value = 0; value < 3; value++) mu.push(centre[0]!, value);
  return new Neighbourhood(centre, SIZES, 2, new Uint8Array(rows), Float32Array.from(mu), null);
}

function explore(z: number[] | null = null) {
  const facts = { kl: 1, mean: 0, std: 1, active: true, quantiles: [-2, 2], extremes: [-3, 3] } as const;
  const model = {
    name: "faces & co",
    latentDim: 2,
    latents: [0, 1].map((index) => ({ index, ...facts, kl: index })),
    dataset: { factors: SIZES.map((size, i) => ({ name: `f${i}`, ordered: true, values: Array.from({ length: size }, String) })) },
  } as unknown as FactorModel;
  const reports: Record<string, string>[] = [];
  let asked = 0;
  const initial = { at: [1, 1], z, factor: 0, range: "sd-2" as const };
  const exploration = new Exploration(model, initial, () => asked++, (view) => reports.push(view));
  return { exploration, reports, asked: () => asked };
}

test("while a factor moves the latents follow, nothing is asked and nothing reported", () => {
  const { exploration, reports, asked } = explore();
  exploration.take(around([1, 1]));
  assert.deepEqual([...exploration.currentZ()], [1, 1]);
  exploration.depart(0);
  exploration.moveFactor(0, 3);
  assert.deepEqual([...exploration.currentZ()], [3, 1]);
  assert.deepEqual([...exploration.departure.value!.code], [1, 1]);
  assert.equal(asked() + reports.length, 0);
  exploration.commitFactor();
  assert.equal(asked(), 1);
  assert.deepEqual(reports.at(-1), { at: "3,1", factor: "0" });
});

test("the last image stays until the images around another point are there", () => {
  const { exploration } = explore();
  exploration.take(around([1, 1]));
  exploration.moveFactor(0, 3);
  exploration.moveFactor(1, 2);
  assert.deepEqual([...exploration.shown.value!.code], [3, 1]);
  exploration.take(around([3, 1]));
  assert.deepEqual([...exploration.shown.value!.code], [3, 2]);
});

test("a moved latent stays where it is when images arrive, and follows again when a factor moves or it is sent back", () => {
  const { exploration, reports } = explore();
  exploration.take(around([1, 1]));
  exploration.moveLatent(1, -2.5);
  exploration.commitLatent();
  assert.equal(exploration.slidersAddress.value, "/?model=faces%20%26%20co&z=1_-2.5");
  assert.equal(reports.at(-1)!["z"], "1_-2.5");
  exploration.take(around([1, 1]));
  assert.deepEqual([...exploration.currentZ()], [1, -2.5]);
  exploration.backToCode();
  assert.deepEqual([...exploration.currentZ()], [1, 1]);
  assert.equal(reports.at(-1)!["z"], undefined);
  exploration.undo();
  assert.deepEqual([...exploration.currentZ()], [1, -2.5]);
  exploration.moveFactor(0, 0);
  assert.deepEqual([...exploration.currentZ()], [0, 1]);
});

test("an address with a z keeps it when the images arrive", () => {
  const { exploration } = explore([9, 8]);
  exploration.take(around([1, 1]));
  assert.deepEqual([...exploration.currentZ()], [9, 8]);
  assert.equal(exploration.canReset.value, false);
});

test("latents are in order of KL", () => {
  assert.deepEqual(explore().exploration.byKl.map(({ index }) => index), [1, 0]);
});

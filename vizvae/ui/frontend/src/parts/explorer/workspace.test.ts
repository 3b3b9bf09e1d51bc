import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelData } from "./contract";
import type { View } from "./view";
import { LatentNames } from "../widgets/latent_names";
import { Workspace, type ImageInput } from "./workspace";

const latent = (index: number, kl: number | null, std: number, active = true) => ({
  index,
  kl,
  mean: 0,
  std,
  active,
  histogram: { from: -3, to: 3, counts: [1] },
});

function model(latents: ModelData["latents"], stochastic = true): ModelData {
  const data = { binarisation: "draw" };
  return { name: "m", data, latents, latentDim: latents.length, stochastic } as unknown as ModelData;
}

function workspace(z = [0, 0, 0]) {
  const views: View[] = [];
  const made = new Workspace(
    model([latent(0, 0.2, 1), latent(1, 3, 0.5), latent(2, 0.001, 1, false)]),
    { z, input: null, origin: "start", kind: "mean" },
    new LatentNames(async () => ({}), {}, assert.fail),
    (view) => views.push(view),
  );
  return { made, views };
}

const input = { spec: { kind: "data", index: 7 }, title: "image 7", posterior: { mu: Float32Array.of(1, 2, 3), logvar: Float32Array.of(0, 0, 0) } } as ImageInput;

test("rows: by KL, the unused apart; without a KL by spread", () => {
  const { made } = workspace();
  assert.deepEqual(made.active.map(({ index }) => index), [1, 0]);
  assert.deepEqual(made.unused.map(({ index }) => index), [2]);
  const plain = new Workspace(model([latent(0, null, 1), latent(1, null, 4)], false), { z: [0, 0], input: null, origin: "", kind: "mean" }, new LatentNames(async () => ({}), {}, assert.fail));
  assert.deepEqual(plain.active.map(({ index }) => index), [1, 0]);
});

test("an image is first made black and white as its data set asks", () => {
  assert.equal(workspace().made.binarisation.value, "draw");
});

test("a drag is reported once, when it ends, rounded", () => {
  const { made, views } = workspace();
  for (let i = 1; i <= 30; i++) made.move(0, i / 17);
  assert.equal(views.length, 0);
  made.commitMove();
  made.commitMove();
  assert.deepEqual(views, [{ model: "m", z: [1.765, 0, 0], input: null, names: {}, scoredAs: null }]);
  assert.equal(made.origin.value, "start · moved");
});

test("while a slider moves, nothing claims the point that it has left", () => {
  const { made, views } = workspace();
  made.go({ z: [1, 2, 3], input, origin: "Posterior mean of image 7", start: true });
  made.move(0, 5);
  assert.equal(made.origin.value, "Posterior mean of image 7 · moved");
  made.move(0, 1);
  assert.equal(made.origin.value, "Posterior mean of image 7");
  made.commitMove();
  assert.deepEqual([made.origin.value, views.length], ["Posterior mean of image 7", 1]);
});

test("undo, redo and reset bring back z and the input together", () => {
  const { made } = workspace();
  made.go({ z: [1, 2, 3], input, origin: "image", start: true });
  made.move(0, 5);
  made.commitMove();
  assert.ok(made.canReset.value);
  made.undo();
  made.undo();
  assert.deepEqual([[...made.currentZ()], made.input.value], [[0, 0, 0], null]);
  made.redo();
  assert.deepEqual([[...made.currentZ()], made.input.value], [[1, 2, 3], input]);
  made.move(1, -1);
  made.commitMove();
  made.reset();
  assert.deepEqual([...made.currentZ()], [1, 2, 3]);
  assert.equal(made.canReset.value, false);
});

test("the input of a link arrives late: no step, and z stays where the link says", () => {
  const { made, views } = workspace([1, 2, 2]);
  made.restoreInput(input);
  assert.deepEqual([...made.currentZ()], [1, 2, 2]);
  assert.equal(made.origin.value, "Posterior mean of image 7 · moved");
  assert.equal(made.history.canUndo.value, false);
  assert.equal(made.canReset.value, false);
  assert.equal(views.length, 0);
});

test("an input that comes while a slider is dragged leaves it where it is", () => {
  const { made } = workspace();
  const before = [...made.currentZ()];
  made.move(0, 1.25);
  made.restoreInput(input);
  assert.deepEqual([...made.currentZ()], [1.25, ...before.slice(1)]);
  assert.equal(made.origin.value, "Posterior mean of image 7 · moved");
  made.commitMove();
  made.undo();
  assert.deepEqual([...made.currentZ()], before);
});

test("names are part of what is reported", () => {
  const { made, views } = workspace();
  made.rename(1, "  slant  ");
  assert.equal(made.nameOf(1), "slant");
  assert.deepEqual(views.at(-1)?.names, { 1: "slant" });
});

test("sliders reach three standard deviations", () => {
  const { made } = workspace();
  assert.deepEqual(made.range(1), { from: -1.5, to: 1.5 });
});

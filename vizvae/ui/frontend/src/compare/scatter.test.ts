import assert from "node:assert/strict";
import { test } from "node:test";
import type { Figures, ModelFacts } from "./contract";
import { placeLabels, pointsOf, scaleOf, shareOf, ticksOf } from "./scatter";

const model = (name: string, figures: Partial<Figures> | null): ModelFacts => ({ name, title: name, what: "", column: true, figures: figures as Figures | null });

test("what lacks a figure is named instead of drawn", () => {
  const models = [model("vae", { kl: 25, nll: 85 }), model("gan", { kl: null, nll: null }), model("new", null)];
  assert.deepEqual(pointsOf(models, "kl", "nll"), { points: [{ name: "vae", title: "vae", x: 25, y: 85 }], without: ["gan", "new"] });
});

test("a logarithmic axis spreads factors evenly", () => {
  const scale = scaleOf([1, 10, 100], true)!;
  assert.ok(Math.abs(shareOf(scale, 10) - 0.5) < 1e-9);
  assert.deepEqual(ticksOf(scale, 5), [1, 2, 5, 10, 20, 50, 100]);
  assert.deepEqual(ticksOf(scale, 3), [1, 10, 100]);
});

test("labels do not lie on each other, nor beyond the chart", () => {
  const labels = placeLabels([{ x: 50, y: 50, width: 40 }, { x: 52, y: 51, width: 40 }, { x: 190, y: 51, width: 40 }], 200, 100);
  assert.ok(Math.abs(labels[0]!.y - labels[1]!.y) >= 13);
  assert.equal(labels[2]!.end, true);
  assert.ok(labels.every(({ x, width, end }) => (end ? x - width : x) >= 0 && (end ? x : x + width) <= 200));
});

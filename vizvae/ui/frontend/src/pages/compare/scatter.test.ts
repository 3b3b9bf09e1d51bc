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

test("labels lie neither on each other nor on a point, and stay on the chart", () => {
  const points = [{ x: 50, y: 50, width: 40 }, { x: 52, y: 51, width: 40 }, { x: 80, y: 50, width: 40 }, { x: 190, y: 95, width: 60 }];
  const labels = placeLabels(points, { left: 0, right: 200, top: 0, bottom: 100 });
  const box = ({ x, y, width, end }: (typeof labels)[number]) => ({ left: end ? x - width : x, right: end ? x : x + width, y });
  labels.map(box).forEach((a, i) => {
    assert.ok(a.left >= 0 && a.right <= 200 && a.y <= 100);
    labels.slice(0, i).map(box).forEach((b) => assert.ok(Math.abs(a.y - b.y) >= 13 || a.right <= b.left || b.right <= a.left));
    points.forEach((point) => assert.ok(Math.abs(a.y - point.y) > 10 || point.x <= a.left || point.x >= a.right));
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { insidePolygon, selectInside } from "./lasso";
import { normals } from "./random";

test("a square, from either side round", () => {
  const square: [number, number][] = [[0, 0], [2, 0], [2, 2], [0, 2]];
  for (const polygon of [square, square.toReversed()]) {
    assert.ok(insidePolygon(polygon, 1, 1));
    for (const [x, y] of [[-1, 1], [3, 1], [1, -1], [1, 3], [-1, 0], [-1, 2]] as const) assert.ok(!insidePolygon(polygon, x, y));
  }
});

test("neighbours that share an edge do not share its points", () => {
  const left: [number, number][] = [[0, 0], [1, 0], [1, 1], [0, 1]];
  const right: [number, number][] = [[1, 0], [2, 0], [2, 1], [1, 1]];
  for (const y of [0, 0.5, 1]) assert.ok(!(insidePolygon(left, 1, y) && insidePolygon(right, 1, y)));
});

test("concave, and crossing itself: enclosed twice is outside", () => {
  const notch: [number, number][] = [[0, 0], [4, 0], [4, 4], [2, 1], [0, 4]];
  assert.deepEqual([insidePolygon(notch, 0.5, 2), insidePolygon(notch, 2, 2), insidePolygon(notch, 3.5, 2)], [true, false, true]);
  const star: [number, number][] = [0, 2, 4, 1, 3].map((i) => [Math.sin((2 * Math.PI * i) / 5), Math.cos((2 * Math.PI * i) / 5)]);
  assert.ok(!insidePolygon(star, 0, 0));
  assert.ok(insidePolygon(star, 0, 0.8));
});

test("a circle among random points, against distances", () => {
  const points = normals(4, 4000);
  const circle: [number, number][] = Array.from({ length: 720 }, (_, i) => [
    0.5 + Math.cos((i * Math.PI) / 360),
    -0.2 + Math.sin((i * Math.PI) / 360),
  ]);
  const selected = new Set(selectInside(circle, points));
  assert.ok(selected.size > 300);
  for (let i = 0; i < 2000; i++) {
    const distance = Math.hypot(points[2 * i]! - 0.5, points[2 * i + 1]! + 0.2);
    if (Math.abs(distance - 1) > 1e-4) assert.equal(selected.has(i), distance < 1);
  }
});

test("an outline of fewer than three points, or points that are not there, select nothing", () => {
  const points = Float32Array.of(0, 0, 1, 1, NaN, NaN);
  for (const polygon of [[], [[0, 0]], [[-1, -1], [2, 2]]] as [number, number][][]) assert.deepEqual(selectInside(polygon, points), []);
  assert.deepEqual(selectInside([[-1, -1], [3, -1], [-1, 3]], points), [0]);
});

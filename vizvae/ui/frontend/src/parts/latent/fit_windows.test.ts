import assert from "node:assert/strict";
import { test } from "node:test";
import { fitWindows } from "./fit_windows";

test("a square around all points, with a margin", () => {
  const [x, y] = fitWindows(Float32Array.of(0, 0, 10, 2, 4, 1));
  assert.ok(Math.abs(x.low + 0.4) < 1e-9 && Math.abs(x.high - 10.4) < 1e-9);
  assert.ok(Math.abs(y.high - y.low - (x.high - x.low)) < 1e-9);
  assert.ok(Math.abs((y.low + y.high) / 2 - 1) < 1e-9);
});

test("a few far points may stay outside", () => {
  const points = new Float32Array(2000);
  for (let i = 0; i < 1000; i++) points.set([i / 1000, i / 1000], 2 * i);
  points.set([500, 0.5], 0);
  assert.ok(fitWindows(points)[0].high > 500);
  assert.ok(fitWindows(points, 0.01)[0].high < 2);
});

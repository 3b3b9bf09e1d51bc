import assert from "node:assert/strict";
import { test } from "node:test";
import { fitWindows, windowsAround } from "./fit_windows";

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

test("a point out of sight is brought to the middle; one far out comes into a wider picture, and is never alone in it", () => {
  const points = new Float32Array(204);
  for (let i = 0; i < 100; i++) points.set([(i % 10) / 10, Math.floor(i / 10) / 10], 2 * i);
  points.set([30, 0.5], 200);
  points.set([1.1, 0.5], 202);
  const whole = [{ low: -0.1, high: 1 }, { low: -0.1, high: 1 }] as const;
  const near = windowsAround(points, 101, [...whole]);
  assert.ok(Math.abs((near[0].low + near[0].high) / 2 - 1.1) < 1e-6 && Math.abs(near[0].high - near[0].low - 1.1) < 1e-6);
  const [x, y] = windowsAround(points, 100, [...whole]);
  assert.ok(x.low < -0.1 && x.high > 30, "all that was in sight, and the point");
  assert.ok(Math.abs(x.high - x.low - (y.high - y.low)) < 1e-3);
});

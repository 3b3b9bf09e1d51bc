import assert from "node:assert/strict";
import { test } from "node:test";
import { cellCentres, fromUnit, niceSteps, pan, toUnit, unwarp, warp, zoom, type AxisScale } from "./axis_scale";

const close = (a: number, b: number, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

const linear: AxisScale = { spacing: "linear", mean: 1, std: 2 };
const quantile: AxisScale = { spacing: "quantile", mean: 1, std: 2 };

test("warped by hand", () => {
  assert.equal(warp(linear, -3.5), -3.5);
  close(warp(quantile, 1), 0.5);
  close(warp(quantile, 3), 0.841344746068543);
  close(unwarp(quantile, 0.975), 1 + 2 * 1.959963984540054);
  for (const z of [-7, -1, 0.3, 4]) close(unwarp(quantile, warp(quantile, z)), z);
});

test("the ends of a quantile axis, and beyond, are finite", () => {
  for (const a of [0, -1]) assert.equal(unwarp(quantile, a), 1 - 12);
  for (const a of [1, 2]) assert.equal(unwarp(quantile, a), 1 + 12);
});

test("the window's ends are 0 and 1", () => {
  const window = { low: -4, high: 4 };
  assert.deepEqual([-4, 0, 4, 8].map((z) => toUnit(linear, window, z)), [0, 0.5, 1, 1.5]);
  assert.deepEqual([0, 0.25, 1].map((unit) => fromUnit(linear, window, unit)), [-4, -2, 4]);
  const inner = { low: 0.1, high: 0.9 };
  close(toUnit(quantile, inner, 1), 0.5);
  close(toUnit(quantile, inner, fromUnit(quantile, inner, 0.2)), 0.2);
});

test("cell centres: even on a linear axis, the Gaussian's quantiles on the other", () => {
  assert.deepEqual(cellCentres(linear, { low: -4, high: 4 }, 4), [-3, -1, 1, 3]);
  const standard: AxisScale = { spacing: "quantile", mean: 0, std: 1 };
  cellCentres(standard, { low: 0, high: 1 }, 5).forEach((z, i) => close(z, [-1.2815515655446, -0.524400512708, 0, 0.524400512708, 1.2815515655446][i]!));
});

test("zooming keeps the point under the pointer", () => {
  assert.deepEqual(zoom({ low: -4, high: 4 }, linear, 0.25, 2), { low: -3, high: 1 });
  const window = { low: 0.2, high: 0.8 };
  const nearer = zoom(window, quantile, 0.9, 3);
  close(fromUnit(quantile, nearer, 0.9), fromUnit(quantile, window, 0.9));
  close(nearer.high - nearer.low, 0.2);
  const back = zoom(nearer, quantile, 0.9, 1 / 3);
  close(back.low, 0.2);
  close(back.high, 0.8);
});

test("zooming stops at the limits", () => {
  const narrow = zoom({ low: -1, high: 1 }, linear, 0.5, 1e9);
  close(narrow.high - narrow.low, 1e-3);
  assert.deepEqual(zoom({ low: -1, high: 1 }, linear, 0.5, 1e-9), { low: -100, high: 100 });
  assert.deepEqual(zoom({ low: 0.2, high: 0.8 }, quantile, 0.1, 0.01), { low: 0, high: 1 });
  const atTheEdge = zoom({ low: 0.5, high: 1 }, quantile, 0, 0.625); // 0.5 … 1.3 does not exist
  close(atTheEdge.low, 0.2);
  close(atTheEdge.high, 1);
});

test("panning keeps the width", () => {
  assert.deepEqual(pan({ low: -4, high: 4 }, linear, 0.5), { low: 0, high: 8 });
  assert.deepEqual(pan({ low: 0.25, high: 0.75 }, quantile, 2), { low: 0.5, high: 1 });
  assert.deepEqual(pan({ low: 0.25, high: 0.75 }, quantile, -2), { low: 0, high: 0.5 });
});

test("steps are round, inside the window, and written with the decimals that tell them apart", () => {
  const written = (low: number, high: number) => {
    const { values, decimals } = niceSteps(low, high);
    return values.map((value) => value.toFixed(decimals));
  };
  assert.deepEqual(written(-3, 3), ["-2", "0", "2"]);
  assert.deepEqual(written(0.3, 0.52), ["0.30", "0.35", "0.40", "0.45", "0.50"]);
  assert.deepEqual(written(12.5, 14), ["12.5", "13.0", "13.5", "14.0"]);
  assert.deepEqual(written(1, 1.001), ["1.0000", "1.0002", "1.0004", "1.0006", "1.0008", "1.0010"]);
});

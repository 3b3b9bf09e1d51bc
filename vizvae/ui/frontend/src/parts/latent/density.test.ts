import assert from "node:assert/strict";
import { test } from "node:test";
import { logDensity, logUnitBallVolume, nearest, neighbourhood, percentile } from "./density";

const close = (a: number, b: number, tolerance = 1e-6) => assert.ok(Math.abs(a - b) < tolerance, `${a} is not ${b}`);

test("unit balls: 2, π, 4π/3, π²/2", () => {
  [2, Math.PI, (4 * Math.PI) / 3, Math.PI ** 2 / 2].forEach((volume, i) => close(logUnitBallVolume(i + 1), Math.log(volume)));
});

// Four samples in three latents of which the middle one is not used; the last latent has a standard deviation of 2.
const samples = Float32Array.of(0, 9, 0, /**/ 1, 9, 0, /**/ 0, -9, 4, /**/ 3, 5, 8);
const used = neighbourhood(samples, 3, [0, 2], [1, 1, 2]);

test("by hand: standardised distances from the origin are 0, 1, 2, 5", () => {
  const { squared, first } = nearest([0, 100, 0], used, 4);
  assert.deepEqual([...squared], [0, 1, 4, 25]);
  assert.equal(first, 0);
});

test("by hand: k = 2, d = 2; a sample itself is none of its N = 3 others, of which the second is 2 away", () => {
  close(logDensity([0, 100, 0], used, 2), Math.log(2) - Math.log(3) - Math.log(4 * Math.PI));
});

test("by hand: beside it, all N = 4 count, and the second is at about 1", () => {
  close(logDensity([1e-6, 100, 0], used, 2), Math.log(2) - Math.log(4) - Math.log(Math.PI), 1e-5);
});

test("by hand: from (3, 4) in units of (1, 2) the third nearest lies at √8", () => {
  // Standardised query (3, 2): squared distances 13, 8, 9, 4; ascending 4, 8, 9.
  assert.deepEqual([...nearest([3, 0, 4], used, 3).squared], [4, 8, 9]);
  assert.equal(nearest([3, 0, 4], used, 3).first, 3);
  close(logDensity([3, 0, 4], used, 2), Math.log(2) - Math.log(4) - Math.log(Math.PI) - Math.log(8));
});

test("a sample of a uniform square is estimated near density 1", () => {
  const side = 40;
  const grid = new Float32Array(2 * side * side);
  for (let i = 0; i < side * side; i++) grid.set([((i % side) + 0.5) / side, (Math.floor(i / side) + 0.5) / side], 2 * i);
  assert.ok(Math.abs(logDensity([0.5, 0.5], neighbourhood(grid, 2, [0, 1], [1, 1]), 20)) < 0.15);
});

test("percentiles interpolate and stay within 0 … 100", () => {
  const quantiles = [-4, -2, 0, 10, 20];
  assert.equal(percentile(-9, quantiles), 0);
  assert.equal(percentile(-3, quantiles), 12.5);
  assert.equal(percentile(0, quantiles), 50);
  assert.equal(percentile(15, quantiles), 87.5);
  assert.equal(percentile(Infinity, quantiles), 100);
});

test("tied quantiles do not divide by zero", () => {
  assert.ok(Number.isFinite(percentile(1, [0, 1, 1, 1, 2])));
});

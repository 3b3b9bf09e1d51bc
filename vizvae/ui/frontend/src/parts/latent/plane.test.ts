import assert from "node:assert/strict";
import { test } from "node:test";
import { coordinates, latentPlane, pointOn, principalDirections, projectAll, type Plane } from "./plane";
import { normals } from "./random";

const close = (a: number, b: number, tolerance = 1e-5) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

test("two latents: the coordinates are the latents, the others stay", () => {
  const plane = latentPlane(4, 3, 1);
  const z = Float32Array.of(10, 20, 30, 40);
  assert.deepEqual(coordinates(plane, z), [40, 20]);
  assert.deepEqual(pointOn(plane, z, 1, 2), Float32Array.of(10, 2, 30, 1));
  assert.deepEqual(projectAll(plane, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), 4), Float32Array.of(4, 2, 8, 6));
});

test("a tilted plane by hand", () => {
  const plane: Plane = { origin: Float32Array.of(1, 0, 0), directions: [Float32Array.of(0.6, 0.8, 0), Float32Array.of(0, 0, 1)] };
  const z = Float32Array.of(6, 0, 7); // 5 along (0.6, 0.8) is 3; what is left of (5, 0) is (3.2, −2.4)
  const [x, y] = coordinates(plane, z);
  close(x, 3);
  close(y, 7);
  const moved = pointOn(plane, z, 0, 0);
  [4.2, -2.4, 0].forEach((value, i) => close(moved[i]!, value));
  coordinates(plane, pointOn(plane, z, -2, 5)).forEach((value, i) => close(value, [-2, 5][i]!));
});

test("what is no plane says what to do", () => {
  assert.throws(() => latentPlane(1, 0, 0), /needs two latents.*use the sliders/);
  assert.throws(() => latentPlane(4, 2, 2), /both axes: choose another/);
  assert.throws(() => latentPlane(4, 2, 4), /choose two of 0 … 3/);
});

test("principal directions by hand: a cross along (0.6, 0.8)", () => {
  // ±5 along (0.6, 0.8), ±1 along (−0.8, 0.6), around (10, 20): variances 2·25/4 and 2·1/4.
  const points = Float32Array.of(13, 24, 7, 16, 9.2, 20.6, 10.8, 19.4);
  const { mean, directions, variance } = principalDirections(points, 2, 2);
  [10, 20].forEach((value, i) => close(mean[i]!, value));
  close(variance[0]!, 12.5);
  close(variance[1]!, 0.5);
  [0.6, 0.8].forEach((value, i) => close(directions[0]![i]!, value));
  [0.8, -0.6].forEach((value, i) => close(directions[1]![i]!, value)); // the largest component is positive
});

test("in twelve latents: orthonormal, descending, uncorrelated, the whole variance", () => {
  const dim = 12;
  const noise = normals(3, 500 * dim);
  const points = noise.map((value, i) => value * (1 + (i % dim)) + 0.5 * noise[i - (i % dim)]!);
  const { mean, directions, variance } = principalDirections(points, dim, dim);
  directions.forEach((a, i) => directions.forEach((b, j) => close(dot(a, b), i === j ? 1 : 0)));
  assert.deepEqual(variance, [...variance].sort((a, b) => b - a));
  const xy = projectAll({ origin: mean, directions: [directions[0]!, directions[1]!] }, points, dim);
  let [first, product] = [0, 0];
  for (let i = 0; i < 500; i++) {
    first += xy[2 * i]! ** 2 / 500;
    product += (xy[2 * i]! * xy[2 * i + 1]!) / 500;
  }
  close(first / variance[0]!, 1);
  close(product, 0, 1e-3);
  let total = 0;
  points.forEach((value, i) => (total += (value - mean[i % dim]!) ** 2 / 500));
  close(variance.reduce((a, b) => a + b) / total, 1);
  close(principalDirections(points, dim, 1).total / total, 1); // also of the directions that were not asked for
  for (const direction of directions) assert.ok(direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best)) > 0);
});

test("a single point has no spread, no points have no directions", () => {
  assert.deepEqual(principalDirections(Float32Array.of(3, 4), 2, 2).variance, [0, 0]);
  assert.throws(() => principalDirections(new Float32Array(0), 2, 2), /need points/);
});

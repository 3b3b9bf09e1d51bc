import assert from "node:assert/strict";
import { test } from "node:test";
import { covarianceOutline, projectedCovariance } from "./ellipse";

const close = (a: number, b: number, tolerance = 1e-6) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

test("axes by hand: 2 standard deviations of (0.5, 3) around (1, −1)", () => {
  const outline = covarianceOutline([1, -1], { xx: 0.25, xy: 0, yy: 9 }, 2, 4);
  const expected = [[2, -1], [1, 5], [0, -1], [1, -7]];
  outline.flat().forEach((value, i) => close(value, expected.flat()[i]!));
});

test("every point of an outline lies at its Mahalanobis distance", () => {
  const [xx, xy, yy] = [4, -1.5, 1];
  const determinant = xx * yy - xy * xy;
  for (const [px, py] of covarianceOutline([3, 7], { xx, xy, yy }, 1.5, 64)) {
    const [x, y] = [px - 3, py - 7];
    close((yy * x * x - 2 * xy * x * y + xx * y * y) / determinant, 1.5 ** 2);
  }
});

test("a Gaussian seen along two latents has their standard deviations, along tilted directions a covariance", () => {
  const std = Float32Array.of(0.5, 2, 3);
  assert.deepEqual(projectedCovariance([Float32Array.of(0, 0, 1), Float32Array.of(1, 0, 0)], std), { xx: 9, xy: 0, yy: 0.25 });
  const { xx, xy, yy } = projectedCovariance([Float32Array.of(0.6, 0.8, 0), Float32Array.of(-0.8, 0.6, 0)], std);
  close(xx, 0.36 * 0.25 + 0.64 * 4);
  close(xy, 0.48 * (4 - 0.25));
  close(yy, 0.64 * 0.25 + 0.36 * 4);
});

test("flat Gaussians give a line or a point, never NaN", () => {
  for (const [x, y] of covarianceOutline([0, 0], { xx: 1, xy: 2, yy: 4 - 1e-17 }, 1, 12)) close(y, 2 * x);
  for (const [x] of covarianceOutline([5, 0], { xx: 0, xy: 0, yy: 4 }, 1, 12)) close(x, 5);
  assert.deepEqual(covarianceOutline([1, 2], { xx: 0, xy: 0, yy: 0 }, 2, 3), [[1, 2], [1, 2], [1, 2]]);
});

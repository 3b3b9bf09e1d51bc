import assert from "node:assert/strict";
import test from "node:test";
import { neighbourhood } from "../../../parts/latent/density";
import { normals } from "../../../parts/latent/random";
import { codeAt, codeCloud, drawLike, placeOf, shareFar, usualDistance } from "./code_cloud";

const close = (a: number, b: number, tolerance = 1e-6) => assert.ok(Math.abs(a - b) < tolerance, `${a} is not ${b}`);

test("by hand: four corners of a square around (3, 1)", () => {
  const cloud = codeCloud(Float32Array.of(1, -1, 5, -1, 1, 3, 5, 3));
  assert.deepEqual(cloud.mean, [3, 1]);
  close(cloud.std[0], Math.sqrt(16 / 3));
  close(cloud.factor[1], 0);
  close(cloud.factor[2], cloud.std[1]);
  assert.deepEqual(codeAt(cloud, [0, 0]), [3, 1]);
  const back = placeOf(cloud, codeAt(cloud, [1.25, -0.5]));
  close(back[0], 1.25);
  close(back[1], -0.5);
});

test("draws have the mean and the covariance of the codes", () => {
  const noise = normals(3, 4000);
  const codes = noise.map((value, i) => (i % 2 ? 2 + 0.8 * noise[i - 1]! + 0.3 * value : -1 + 4 * value));
  const cloud = codeCloud(codes);
  const drawn = codeCloud(Float32Array.from(Array.from({ length: 4000 }, (_, i) => [...drawLike(cloud, i + 1)]).flat()));
  for (const axis of [0, 1] as const) {
    close(drawn.mean[axis], cloud.mean[axis], 0.08 * cloud.std[axis]);
    close(drawn.std[axis], cloud.std[axis], 0.08 * cloud.std[axis]);
  }
  close(drawn.factor[1], cloud.factor[1], 0.08 * cloud.std[1]);
});

test("far is farther than nine of ten codes lie from their next", () => {
  // On a line: nine pairs at a distance of 1, far from one another, and one at a distance of 3.
  const codes = Float32Array.from(Array.from({ length: 10 }, (_, i) => [100 * i, 0, 100 * i + (i === 9 ? 3 : 1), 0]).flat());
  const means = neighbourhood(codes, 2, [0, 1], [1, 1]);
  assert.equal(usualDistance(codes, means, 0.85), 1);
  assert.equal(usualDistance(codes, means, 0.95), 3);
  assert.equal(shareFar((seed) => [100 * (seed - 1), seed > 5 ? 2 : 0.5], means, 1, 10), 0.5);
});

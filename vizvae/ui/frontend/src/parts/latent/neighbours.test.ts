import assert from "node:assert/strict";
import { test } from "node:test";
import { neighbourhood } from "./density";
import { countWithin } from "./neighbours";
import { normals } from "./random";

test("by hand: standardised distances from the origin are 0, 1, 2, 5; the middle latent is not counted", () => {
  const samples = neighbourhood(Float32Array.of(0, 9, 0, /**/ 1, 9, 0, /**/ 0, -9, 4, /**/ 3, 5, 8), 3, [0, 2], [1, 1, 2]);
  assert.deepEqual([0, 0.99, 1, 2, 4.9, 5].map((radius) => countWithin([0, 100, 0], samples, radius)), [1, 1, 2, 3, 3, 4]);
});

test("against brute force", () => {
  const dim = 5;
  const std = [0.5, 1, 2, 1.5, 0.25];
  const points = normals(11, 2000 * dim).map((value, i) => value * std[i % dim]!);
  const samples = neighbourhood(points, dim, [0, 2, 3], std);
  for (let query = 0; query < 20; query++) {
    const z = points.subarray(query * dim, (query + 1) * dim);
    let expected = 0;
    for (let row = 0; row < 2000; row++)
      if (Math.hypot(...[0, 2, 3].map((i) => (points[row * dim + i]! - z[i]!) / std[i]!)) <= 0.8) expected++;
    assert.equal(countWithin(z, samples, 0.8), expected);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { analogy, attributeVector, meanOf } from "./directions";

const points = Float32Array.of(0, 1, /**/ 2, 5, /**/ 10, -3, /**/ 20, 7);

test("means and attribute vectors by hand", () => {
  assert.deepEqual(meanOf(points, 2, [0, 1]), Float32Array.of(1, 3));
  assert.deepEqual(meanOf(points, 2, [3]), Float32Array.of(20, 7));
  assert.deepEqual(attributeVector(points, 2, [0, 1], [2, 3]), Float32Array.of(14, -1));
  assert.deepEqual(attributeVector(points, 2, [2], [2]), Float32Array.of(0, 0));
});

test("an empty group says what to do", () => {
  assert.throws(() => meanOf(points, 2, []), /no members: select some points/);
  assert.throws(() => attributeVector(points, 2, [1], []), /no members/);
});

test("a − b + c", () => {
  assert.deepEqual(analogy([5, 1], [2, 4], [10, 20]), Float32Array.of(13, 17));
});

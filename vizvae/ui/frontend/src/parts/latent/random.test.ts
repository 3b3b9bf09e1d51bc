import assert from "node:assert/strict";
import { test } from "node:test";
import { normals, permutation, uniforms } from "./random";

test("the same seed gives the same numbers, another seed gives others", () => {
  assert.deepEqual(normals(7, 5), normals(7, 5));
  assert.notDeepEqual(normals(7, 5), normals(8, 5));
});

test("normals have mean 0, variance 1 and normal tails", () => {
  const draws = normals(1, 20001); // an odd count: the last pair is cut
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
  const beyondTwo = draws.filter((value) => Math.abs(value) > 2).length / draws.length;
  assert.ok(Math.abs(mean) < 0.03, `mean ${mean}`);
  assert.ok(Math.abs(variance - 1) < 0.04, `variance ${variance}`);
  assert.ok(Math.abs(beyondTwo - 0.0455) < 0.006, `share beyond 2: ${beyondTwo}`);
});

test("uniforms stay in [0, 1)", () => {
  const uniform = uniforms(3);
  for (let i = 0; i < 1000; i++) {
    const value = uniform();
    assert.ok(value >= 0 && value < 1);
  }
});

test("a permutation holds every index once, and is not the identity", () => {
  const order = permutation(5, 100);
  assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: 100 }, (_, i) => i));
  assert.notDeepEqual(order, Array.from({ length: 100 }, (_, i) => i));
});

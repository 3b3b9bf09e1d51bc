import assert from "node:assert/strict";
import { test } from "node:test";
import { Neighbourhood } from "./neighbourhood";

/** Two factors of 3 and 2 values, one-pixel images whose byte is the row, two latents. */
function around(centre: number[]): Neighbourhood {
  const rows = 5;
  const mu = Float32Array.from({ length: 2 * rows }, (_, i) => i);
  return new Neighbourhood(centre, [3, 2], 2, Uint8Array.from({ length: rows }, (_, row) => row), mu, new Float32Array(2 * rows));
}

test("a point that differs from the centre in one factor is a row, in two it is none", () => {
  const here = around([1, 0]);
  assert.equal(here.rowOf([1, 0]), 1);
  assert.equal(here.rowOf([2, 0]), 2);
  assert.equal(here.rowOf([1, 1]), 4);
  assert.equal(here.rowOf([2, 1]), null);
  assert.deepEqual([...here.image(4)], [4]);
  assert.deepEqual([...here.code(2)], [4, 5]);
  assert.deepEqual([...here.spread(2)!], [1, 1]);
});

test("the trace of a latent goes over the values of the factor", () => {
  assert.deepEqual([...around([0, 0]).trace(0, 1)], [1, 3, 5]);
  assert.deepEqual([...around([0, 0]).trace(1, 0)], [6, 8]);
});

test("encodings that do not fit the factors are refused", () => {
  assert.throws(() => new Neighbourhood([0], [3], 2, new Uint8Array(3), new Float32Array(4), null), /expected the encodings of 3 images, got 2/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { normals } from "../../../parts/latent/random";
import { averagesOf, logAveragesOf } from "./averages";
import { meanAndStd } from "./histogram";

test("pairs of five values: the last is in none", () => {
  assert.deepEqual(averagesOf([1, 3, 5, 7, 9], 2), [2, 6]);
});

test("the spread of averages of n falls with the root of n", () => {
  const draws = Array.from(normals(2, 40_000));
  const [, one] = meanAndStd(draws);
  const [, many] = meanAndStd(averagesOf(draws, 16));
  assert.ok(Math.abs(one / many - 4) < 0.2);
});

test("averages by logarithms: of 1 and 3 it is 2, also where exp would vanish", () => {
  const [near, far] = [logAveragesOf([0, Math.log(3)], 2)[0]!, logAveragesOf([-900, -900 + Math.log(3)], 2)[0]!];
  assert.ok(Math.abs(near - Math.log(2)) < 1e-12);
  assert.ok(Math.abs(far + 900 - Math.log(2)) < 1e-9);
});

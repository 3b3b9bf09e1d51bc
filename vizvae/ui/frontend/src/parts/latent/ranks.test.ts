import assert from "node:assert/strict";
import { test } from "node:test";
import { rankCorrelation, ranks } from "./ranks";

test("equal values share their places", () => {
  assert.deepEqual([...ranks([10, 3, 10, 7, 10])], [4, 1, 4, 2, 4]);
});

test("Spearman's correlation: hand-computed, and its ends", () => {
  assert.equal(rankCorrelation([1, 2, 30], [5, 6, 700]), 1);
  assert.equal(rankCorrelation([1, 2, 3], [9, 4, -1]), -1);
  // Without ties 1 − 6 Σd² / (n(n² − 1)): d = 1, 1, 0, 0.
  assert.ok(Math.abs(rankCorrelation([1, 2, 3, 4], [20, 10, 30, 40]) - 0.8) < 1e-12);
  // Ranks 1.5, 1.5, 3 against 1, 2, 3: 1.5 / √(1.5 · 2).
  assert.ok(Math.abs(rankCorrelation([0, 0, 1], [1, 2, 3]) - 1.5 / Math.sqrt(3)) < 1e-12);
  assert.ok(Number.isNaN(rankCorrelation([1, 1, 1], [1, 2, 3])));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { histogram, meanAndStd } from "./histogram";

test("values fall into equal bins, and what lies outside into none", () => {
  assert.deepEqual(histogram([0, 0.49, 0.5, 0.99, 1, -0.01], 0, 1, 2), [2, 2]);
});

test("mean and standard deviation of a few numbers", () => {
  assert.deepEqual(meanAndStd([1, 3]), [2, 1]);
  assert.deepEqual(meanAndStd([5, 5, 5]), [5, 0]);
});

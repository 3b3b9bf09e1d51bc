import assert from "node:assert/strict";
import { test } from "node:test";
import { mostProbable, probabilities } from "./reading";

test("one softmax a factor, also of large logits", () => {
  const [first, second] = probabilities([0, Math.log(3), 1000, 1000, -1000], [2, 3]);
  assert.deepEqual(first!.map((p) => p.toFixed(3)), ["0.250", "0.750"]);
  assert.deepEqual(second, [0.5, 0.5, 0]);
  assert.equal(mostProbable(first!), 1);
});

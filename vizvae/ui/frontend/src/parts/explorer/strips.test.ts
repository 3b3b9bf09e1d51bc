import assert from "node:assert/strict";
import { test } from "node:test";
import { stripValues } from "./strips";

test("strip images stand at the middles of equal parts of the slider", () => {
  const values = stripValues({ from: -9, to: 9 });
  assert.deepEqual([values[0], values[4], values[8]], [-8, 0, 8]);
});

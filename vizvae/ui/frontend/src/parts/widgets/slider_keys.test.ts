import assert from "node:assert/strict";
import { test } from "node:test";
import { valueAfterKey } from "./slider_keys";

test("keys move a slider by steps and to its ends, and never beyond", () => {
  const after = (key: string, value: number) => valueAfterKey(key, value, { from: -3, to: 3 }, 0.5, 2);
  assert.equal(after("ArrowRight", 0), 0.5);
  assert.equal(after("ArrowDown", 0), -0.5);
  assert.equal(after("PageUp", 2), 3);
  assert.equal(after("Home", 1), -3);
  assert.equal(after("End", 1), 3);
  assert.equal(after("Tab", 1), null);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeRadius } from "./ground";

test("few nodes are drawn larger, and very many smaller, so that a crowd is no blot", () => {
  assert.deepEqual([34, 2_708, 10_000].map((count) => nodeRadius(count, 460)), [4.6, 2, 2]);
  assert.equal(nodeRadius(40_000, 460), 1);
  assert.equal(nodeRadius(1_000_000, 460), 0.2);
  assert.equal(nodeRadius(2_708, 100), 1.5, "on a small picture they can still be seen");
});

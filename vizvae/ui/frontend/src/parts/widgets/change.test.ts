import assert from "node:assert/strict";
import { test } from "node:test";
import { lockFor } from "./change";

test("who may change things gets the control as it is", () => {
  const own = { disabled: false, title: "What it does" };
  assert.deepEqual({ ...own, ...lockFor("") }, own);
});

test("who may not is told why, in place of what it does", () => {
  const locked = { disabled: false, title: "What it does", ...lockFor("Nobody may.") };
  assert.deepEqual(locked, { disabled: true, title: "Nobody may.", "aria-description": "Nobody may." });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { findNodes } from "./search";

const NAMES = ["paper 35", "paper 1350", "paper 351", "Paper 3", "35", "node 135"];

test("the name itself, then a whole word, then a beginning, then anywhere", () => {
  assert.deepEqual(findNodes(NAMES, "35", 9), [4, 0, 2, 5, 1]);
  assert.deepEqual(findNodes(NAMES, "  PAPER 35 ", 9), [0, 2]);
  assert.deepEqual(findNodes(NAMES, "paper", 2), [3, 0]);
});

test("nothing asked, nothing found", () => {
  assert.deepEqual(findNodes(NAMES, " ", 9), []);
  assert.deepEqual(findNodes(NAMES, "36", 9), []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "./history";

const numbers = () => new History(0, (a, b) => a === b);

test("undo and redo walk back and forth", () => {
  const history = numbers();
  [1, 2, 3].forEach((n) => history.push(n));
  assert.equal(history.undo(), 2);
  assert.equal(history.undo(), 1);
  assert.equal(history.redo(), 2);
  assert.equal(history.present, 2);
  assert.ok(history.canUndo.value && history.canRedo.value);
});

test("a new step forgets what could be redone", () => {
  const history = numbers();
  history.push(1);
  history.undo();
  history.push(2);
  assert.equal(history.redo(), null);
  assert.equal(history.undo(), 0);
});

test("a step that changes nothing is none", () => {
  const history = numbers();
  assert.equal(history.push(0), false);
  assert.equal(history.canUndo.value, false);
  assert.equal(history.undo(), null);
});

test("amending leaves no step behind", () => {
  const history = numbers();
  history.push(1);
  history.amend(5);
  assert.equal(history.present, 5);
  assert.equal(history.undo(), 0);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { Film, advance } from "./film";

function film(): Film {
  const made = new Film();
  made.add(0, Float32Array.of(0, 0, 1, 1));
  made.add(3, Float32Array.of(2, 0, 3, 3));
  made.add(6, Float32Array.of(4, 4, 9, 9));
  return made;
}

test("between two pictures the nodes, the window and the epoch glide", () => {
  const { positions, windows } = film().at(0.5);
  assert.deepEqual([...positions], [1, 0, 2, 2]);
  assert.equal(film().epochAt(0.5), 2);
  const [before, after] = [film().at(0).windows[1], film().at(1).windows[1]];
  assert.ok(Math.abs(windows[1].high - (before.high + after.high) / 2) < 1e-9);
});

test("on a picture it is that picture, beyond the last the last", () => {
  assert.deepEqual([...film().at(1).positions], [2, 0, 3, 3]);
  assert.deepEqual([...film().at(7).positions], [4, 4, 9, 9]);
  assert.equal(film().epochAt(7), 6);
});

test("the film goes on at its own pace, ends at the newest picture, and catches up with a fast run", () => {
  assert.equal(advance(0, 80, 1000, false), 14);
  assert.equal(advance(79.9, 80, 1000, false), 80);
  assert.equal(advance(0, 80, 1000, true), 32);
});

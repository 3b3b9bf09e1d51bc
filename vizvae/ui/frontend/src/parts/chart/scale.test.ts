import assert from "node:assert/strict";
import { test } from "node:test";
import { linePath, nearestIndex, rangeOf, thinned, tickLabel, ticks } from "./scale";

test("the range holds what is finite, with room, and can leave out the start", () => {
  assert.deepEqual(rangeOf([[0, 10], [NaN, 5]]), { low: -0.5, high: 10.5 });
  assert.deepEqual(rangeOf([[1000, 1, 2, 3, 4]], 0.2), { low: 0.85, high: 4.15 });
  assert.equal(rangeOf([[NaN], []]), null);
  const flat = rangeOf([[3, 3]])!;
  assert.ok(flat.low < 3 && flat.high > 3);
});

test("ticks are round numbers inside the range", () => {
  assert.deepEqual(ticks({ low: -0.5, high: 10.5 }, 5), [0, 5, 10]);
  assert.deepEqual(ticks({ low: 0.02, high: 0.31 }, 3).map((tick) => tickLabel(tick, 0.1)), ["0.1", "0.2", "0.3"]);
  assert.equal(tickLabel(-120, 20), "−120");
  assert.equal(tickLabel(25_000, 5000), "25k");
});

test("a long line is thinned and keeps its ends", () => {
  const kept = thinned(10_001, 101);
  assert.equal(kept.length, 101);
  assert.deepEqual([kept[0], kept.at(-1)], [0, 10_000]);
  assert.deepEqual(thinned(3, 10), [0, 1, 2]);
});

test("a missing value is a gap", () => {
  assert.equal(linePath([0, 1, 2, 3], [0, NaN, 2, 3], (x, y) => [x, y], 10), "M0.0 0.0M2.0 2.0L3.0 3.0");
});

test("the nearest point", () => {
  const x = [0, 10, 20, 40];
  assert.deepEqual([-5, 4, 6, 29, 31, 99].map((value) => nearestIndex(x, value)), [0, 0, 1, 2, 3, 3]);
  assert.equal(nearestIndex([], 1), -1);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { tickLabel, ticks } from "./ticks";

test("ticks are round numbers inside the range", () => {
  assert.deepEqual(ticks({ low: -0.5, high: 10.5 }, 5), [0, 5, 10]);
  assert.deepEqual(ticks({ low: 0.02, high: 0.31 }, 3).map((tick) => tickLabel(tick, 0.1)), ["0.1", "0.2", "0.3"]);
  assert.deepEqual(ticks({ low: -1100, high: -20 }, 5), [-1000, -800, -600, -400, -200]); // not −1000 and −500 alone
  assert.equal(tickLabel(-120, 20), "−120");
  assert.equal(tickLabel(25_000, 5000), "25k");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { binarise, toUnit } from "./binarise";

test("threshold: on from one half", () => {
  assert.deepEqual([...binarise(Uint8Array.of(0, 127, 128, 255), "threshold")], [0, 0, 1, 1]);
});

test("draw: fixed, certain pixels stay, a grey pixel is on as often as it is bright", () => {
  const grey = new Uint8Array(10000).fill(64);
  const drawn = binarise(grey, "draw");
  assert.deepEqual(drawn, binarise(grey, "draw"));
  const on = drawn.reduce((a, b) => a + b) / drawn.length;
  assert.ok(Math.abs(on - 64 / 255) < 0.015, `${on}`);
  assert.deepEqual([...binarise(Uint8Array.of(0, 255, 0, 255), "draw")], [0, 1, 0, 1]);
});

test("grey to the unit interval", () => {
  assert.deepEqual([...toUnit(Uint8Array.of(0, 51, 255))], [0, Math.fround(0.2), 1]);
});

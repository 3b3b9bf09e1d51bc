import assert from "node:assert/strict";
import { test } from "node:test";
import { differencePixels, greyPixels, stripPixels, stripWidth, TOO_BRIGHT, TOO_DARK } from "./pixels";

test("grey", () => {
  assert.deepEqual([...greyPixels([0, 1, 0.5])], [0, 0, 0, 255, 255, 255, 255, 255, 128, 128, 128, 255]);
});

test("difference: blue where too dark, orange where too bright, clear where equal", () => {
  assert.deepEqual([...differencePixels([0, 1, 0.5], [1, 0, 0.5])].slice(0, 8), [...TOO_DARK, 255, ...TOO_BRIGHT, 255]);
  assert.equal(differencePixels([0.5], [0.5])[3], 0);
});

test("a strip of two 2 × 1 images with a gap of one", () => {
  const strip = stripPixels([0, 0.2, 1, 0.6], 2, 1, 2, 1);
  assert.equal(stripWidth(2, 2, 1), 5);
  assert.deepEqual([0, 1, 2, 3, 4].map((x) => [strip[4 * x], strip[4 * x + 3]]), [[0, 255], [51, 255], [0, 0], [255, 255], [153, 255]]);
});

test("a coloured difference is the mean over the channels", () => {
  // One pixel: red 0.3 too bright, green 0.9 too dark, blue right: 0.2 too dark.
  const [red, green, blue, alpha] = differencePixels([0.5, 0, 1], [0.2, 0.9, 1], 3);
  assert.deepEqual([red, green, blue], [...TOO_DARK]);
  assert.equal(alpha, 51);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { clip, drawSegments } from "./segments";

const WHOLE = { low: 0, high: 8 };

function picture(xy: number[], pairs: number[], window = WHOLE): string[] {
  const pixels = new Uint32Array(64);
  drawSegments(pixels, 8, 8, window, window, Float32Array.from(xy), Int32Array.from(pairs), 0, pairs.length / 2, 1);
  return Array.from({ length: 8 }, (_, row) => [...pixels.subarray(8 * row, 8 * row + 8)].map((value) => (value ? "#" : ".")).join(""));
}

test("a diagonal goes up to the right", () => {
  const rows = picture([0, 1, 7, 8], [0, 1]);
  assert.equal(rows[0], ".......#");
  assert.equal(rows[7], "#.......");
  assert.equal(rows.join("").split("#").length - 1, 8);
});

test("a line that leaves the picture is cut, one outside is not drawn", () => {
  assert.equal(picture([-100, 4, 100, 4], [0, 1])[4], "########");
  assert.ok(picture([-3, -3, -1, 20], [0, 1]).every((row) => row === "........"));
});

test("clipping: hand-computed", () => {
  assert.deepEqual(clip(-10, 5, 10, 5, 7, 7), [0, 5, 7, 5]);
  assert.equal(clip(-1, -1, -1, 9, 7, 7), null);
  assert.deepEqual(clip(2, 2, 2, 2, 7, 7), [2, 2, 2, 2]);
});

test("only the lines kept are drawn and counted", () => {
  const pixels = new Uint32Array(64);
  const drawn = drawSegments(pixels, 8, 8, WHOLE, WHOLE, Float32Array.of(0, 1, 7, 1, 0, 7, 7, 7), Int32Array.of(0, 1, 2, 3), 0, 2, 9, (line) => line === 1);
  assert.equal(drawn, 1);
  assert.equal(pixels[7 * 8], 0);
  assert.equal(pixels[8], 9);
});

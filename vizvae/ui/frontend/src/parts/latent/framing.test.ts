import assert from "node:assert/strict";
import { test } from "node:test";
import { centreOfMass, frame, inkBox, resample, type Grey } from "./framing";

function picture(width: number, height: number, ink: (x: number, y: number) => number): Grey {
  return { width, height, pixels: Uint8Array.from({ length: width * height }, (_, i) => ink(i % width, Math.floor(i / width))) };
}

test("an empty picture has no frame, faint noise is not ink", () => {
  assert.equal(frame(picture(50, 40, () => 0), { box: 20, centre: "mass" }, 28, 28), null);
  assert.equal(inkBox(picture(50, 40, (x) => x % 20)), null);
});

test("a block is cut out, scaled to 20 pixels and set in the middle", () => {
  const block = picture(300, 280, (x, y) => (x >= 10 && x < 110 && y >= 150 && y < 250 ? 255 : 0));
  const image = frame(block, { box: 20, centre: "mass" }, 28, 28)!;
  assert.deepEqual(inkBox({ width: 28, height: 28, pixels: image }), { left: 4, top: 4, width: 20, height: 20 });
  assert.ok(image.every((value) => value === 0 || value === 255));
});

test("a tall stroke keeps its shape", () => {
  const stroke = picture(200, 200, (x, y) => (x >= 90 && x < 110 && y >= 20 && y < 180 ? 255 : 0));
  const image = frame(stroke, { box: 20, centre: "box" }, 28, 28)!;
  const ink = inkBox({ width: 28, height: 28, pixels: image })!;
  assert.equal(ink.height, 20);
  assert.equal(ink.width, 3); // 20 of 160 pixels, times 20 = 2.5
});

test("by mass and by box differ for a lopsided shape, and by mass puts the mass in the middle", () => {
  // A heavy bar at the left of a thin long line.
  const lopsided = picture(200, 200, (x, y) => ((x >= 20 && x < 60 && y >= 40 && y < 160) || (x >= 60 && x < 180 && y >= 85 && y < 115) ? 255 : 0));
  const byMass = frame(lopsided, { box: 20, centre: "mass" }, 28, 28)!;
  const byBox = frame(lopsided, { box: 20, centre: "box" }, 28, 28)!;
  assert.equal(inkBox({ width: 28, height: 28, pixels: byBox })!.left, 4);
  assert.ok(inkBox({ width: 28, height: 28, pixels: byMass })!.left > 4);
  assert.ok(Math.abs(centreOfMass(byMass, 28).x - 14) <= 0.5);
});

test("ink is never pushed out of the frame", () => {
  const dot = picture(100, 100, (x, y) => (x < 4 && y < 4 ? 255 : Math.abs(x - y) < 6 ? 90 : 0));
  const image = frame(dot, { box: 28, centre: "mass" }, 28, 28)!;
  assert.deepEqual(inkBox({ width: 28, height: 28, pixels: image }), { left: 0, top: 0, width: 28, height: 28 });
});

test("area averaging by hand: three pixels into two", () => {
  const row = picture(3, 1, (x) => [30, 60, 90][x]!);
  const out = resample(row, { left: 0, top: 0, width: 3, height: 1 }, 2, 1);
  assert.deepEqual([...out].map((value) => Math.round(value)), [40, 80]); // (30 + ½·60)/1.5 and (½·60 + 90)/1.5
});

test("a frame of another size than 28", () => {
  const image = frame(picture(10, 10, () => 200), { box: 12, centre: "box" }, 16, 20)!;
  assert.equal(image.length, 320);
  assert.deepEqual(inkBox({ width: 20, height: 16, pixels: image }), { left: 4, top: 2, width: 12, height: 12 });
});

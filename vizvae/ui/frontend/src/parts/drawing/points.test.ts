import assert from "node:assert/strict";
import { test } from "node:test";
import { normals } from "../latent/random";
import { nearestPoint, PointCloud, thinned } from "./points";

const unit = { low: 0, high: 1 };

/** One character a pixel: '.' is clear. */
function picture(pixels: Uint32Array, width: number): string[] {
  return Array.from({ length: pixels.length / width }, (_, y) =>
    [...pixels.subarray(y * width, (y + 1) * width)].map((value) => (value === 0 ? "." : String(value))).join(""),
  );
}

function drawn(xy: number[], colours: number[], radius: number, dimmed?: number[], [width, height] = [7, 7]): string[] {
  const pixels = new Uint32Array(width! * height!);
  const cloud = new PointCloud(Float32Array.from(xy));
  cloud.draw(pixels, width!, height!, unit, unit, Uint32Array.from(colours), radius, dimmed && Uint8Array.from(dimmed), 8);
  return picture(pixels, width!);
}

test("a disc in the middle", () => {
  assert.deepEqual(drawn([0.5, 0.5], [1], 2), [".......", "..111..", ".11111.", ".11111.", ".11111.", "..111..", "......."]);
  assert.deepEqual(drawn([0.5, 0.5], [1], 1), [".......", ".......", "...1...", "..111..", "...1...", ".......", "......."]);
});

test("y runs upwards, and corners are clipped, not wrapped", () => {
  assert.deepEqual(drawn([0.01, 0.01, 0.99, 0.99], [1, 2], 1), [".....22", "......2", ".......", ".......", ".......", "1......", "11....."]);
});

test("points outside: a part of the disc, or nothing", () => {
  assert.deepEqual(drawn([-0.1, 0.5, 5, 0.5, 0.5, -3, NaN, 0.5], [1, 2, 3, 4], 1, undefined, [5, 3]), [".....", "1....", "....."]);
});

test("later points over earlier ones, dimmed ones behind all", () => {
  assert.deepEqual(drawn([0.3, 0.5, 0.5, 0.5], [1, 2], 1, undefined, [5, 3]), [".12..", "1222.", ".12.."]);
  assert.deepEqual(drawn([0.3, 0.5, 0.5, 0.5], [1, 2], 1, [0, 1], [5, 3]), [".18..", "1118.", ".18.."]);
});

test("a window shows its part of the points", () => {
  const pixels = new Uint32Array(16);
  new PointCloud(Float32Array.of(10, -5, 12, -1)).draw(pixels, 4, 4, { low: 9, high: 13 }, { low: -5.5, high: -1.5 }, Uint32Array.of(1, 2), 0);
  assert.deepEqual(picture(pixels, 4), ["....", "....", "....", ".1.."]);
});

test("nearest by hand: in pixels, not in units", () => {
  // On 100 × 10 pixels: at (50, 5), (60, 5) and (50, 1).
  const xy = Float32Array.of(0.5, 0.5, 0.6, 0.5, 0.5, 0.9);
  const at = (px: number, py: number, within: number) => nearestPoint(xy, unit, unit, 100, 10, px, py, within);
  assert.equal(at(51, 5, 3), 0);
  assert.equal(at(56, 5, 20), 1);
  assert.equal(at(52, 1, 3), 2);
  assert.equal(at(80, 5, 19), -1);
  assert.equal(nearestPoint(new Float32Array(0), unit, unit, 100, 10, 5, 5, 100), -1);
  assert.equal(nearestPoint(Float32Array.of(0.5, 0.5, 0.5, 0.5), unit, unit, 100, 10, 50, 5, 1), 1); // the upper one
});

test("thinned: by hand on a line", () => {
  const xy = Float32Array.of(0.1, 0.5, 0.15, 0.5, 0.3, 0.5, 0.31, 0.5, 0.9, 0.5, 1.2, 0.5);
  assert.deepEqual(thinned(xy, unit, unit, 100, 100, 10), [0, 2, 4]);
  assert.deepEqual(thinned(xy, unit, unit, 100, 100, 10, [3, 2, 1, 0]), [3, 1]);
  assert.deepEqual(thinned(xy, unit, unit, 100, 100, 10, []), []);
});

test("thinned: none nearer than the spacing, and no room left for any other", () => {
  const [width, height, spacing] = [300, 200, 17];
  const xy = normals(9, 6000).map((value) => 0.5 + 0.4 * value);
  const chosen = thinned(xy, unit, unit, width, height, spacing);
  const distance = (i: number, j: number) => Math.hypot((xy[2 * i]! - xy[2 * j]!) * width, (xy[2 * i + 1]! - xy[2 * j + 1]!) * height);
  chosen.forEach((i, k) => chosen.slice(0, k).forEach((j) => assert.ok(distance(i, j) >= spacing - 1e-3)));
  for (let i = 0; i < 3000; i++)
    if ([xy[2 * i]!, xy[2 * i + 1]!].every((value) => value >= 0 && value < 1)) assert.ok(chosen.some((j) => distance(i, j) < spacing + 1e-3));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { LineLevels, SOLID, clip, drawSegments, type Dash } from "./segments";

const WHOLE = { low: 0, high: 8 };

function levels(xy: number[], pairs: number[], values: number[], dash: (line: number) => Dash | null = () => SOLID, thickness = 1): LineLevels {
  const drawn = new LineLevels(8, 8);
  drawn.add(WHOLE, WHOLE, Float32Array.from(xy), { pairs: Int32Array.from(pairs), values: Float32Array.from(values), dash }, pairs.length / 2, thickness);
  return drawn;
}

function picture({ highest }: LineLevels): string[] {
  return Array.from({ length: 8 }, (_, row) => [...highest.subarray(8 * row, 8 * row + 8)].map((value) => (value > -Infinity ? "#" : ".")).join(""));
}

test("a diagonal goes up to the right", () => {
  const rows = picture(levels([0, 1, 7, 8], [0, 1], [1]));
  assert.equal(rows[0], ".......#");
  assert.equal(rows[7], "#.......");
  assert.equal(rows.join("").split("#").length - 1, 8);
});

test("a line that leaves the picture is cut, one outside is not drawn", () => {
  assert.equal(picture(levels([-100, 4, 100, 4], [0, 1], [1]))[4], "########");
  assert.ok(picture(levels([-3, -3, -1, 20], [0, 1], [1])).every((row) => row === "........"));
});

test("clipping: hand-computed", () => {
  assert.deepEqual(clip(-10, 5, 10, 5, 7, 7), [0, 5, 7, 5]);
  assert.equal(clip(-1, -1, -1, 9, 7, 7), null);
  assert.deepEqual(clip(2, 2, 2, 2, 7, 7), [2, 2, 2, 2]);
});

test("where lines cross, the pixel keeps the highest and the lowest, in whatever order they come", () => {
  const cross = [0, 4, 7, 4, 4, 1, 4, 8];
  for (const pairs of [
    [0, 1, 2, 3],
    [2, 3, 0, 1],
  ]) {
    const { highest, lowest } = levels(cross, pairs, [-2, 5]);
    assert.deepEqual([highest[4 * 8 + 4], lowest[4 * 8 + 4]], [5, -2]);
  }
  const { highest, lowest } = levels(cross, [0, 1, 2, 3], [-2, 5]);
  assert.deepEqual([highest[4 * 8], lowest[4 * 8]], [-2, -2]);
  assert.deepEqual([highest[0], lowest[0]], [-Infinity, Infinity]);
});

test("dashed, thick, and left out", () => {
  assert.equal(picture(levels([0, 4, 7, 4], [0, 1], [1], () => ({ on: 2, off: 1 })))[4], "##.##.##");
  const thick = picture(levels([0, 4, 7, 4], [0, 1], [1], () => SOLID, 2));
  assert.deepEqual([thick[4], thick[5], thick[6]], ["#######.", "#######.", "........"]);
  const some = picture(levels([0, 1, 7, 1, 0, 7, 7, 7], [0, 1, 2, 3], [9, 9], (line) => (line ? SOLID : null)));
  assert.deepEqual([some[7], some[1]], ["........", "########"]);
});

test("cleared, it is as at first", () => {
  const drawn = levels([0, 1, 7, 8], [0, 1], [1]);
  drawn.clear();
  assert.ok(drawn.highest.every((value) => value === -Infinity) && drawn.lowest.every((value) => value === Infinity));
});

test("drawn in one colour, a line takes the same pixels", () => {
  const pixels = new Uint32Array(64);
  const xy = [0, 1, 7, 8, 3, 3, 20, 5];
  drawSegments(pixels, 8, 8, WHOLE, WHOLE, Float32Array.from(xy), Int32Array.of(0, 1, 2, 3), 7);
  const { highest } = levels(xy, [0, 1, 2, 3], [7, 7]);
  assert.deepEqual([...pixels], [...highest].map((value) => (value === 7 ? 7 : 0)));
});

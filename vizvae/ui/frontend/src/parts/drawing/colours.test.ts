import assert from "node:assert/strict";
import { test } from "node:test";
import { CLASS_COLOURS, classColours, NO_VALUE, packColour, sequentialColour, valueColours, type Rgb } from "./colours";

type Matrix = readonly (readonly [number, number, number])[];

/** Linear RGB as seen without one kind of cone: Machado, Oliveira and Fernandes (2009), severity 1. */
const VISION: Record<string, Matrix> = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
/** Linear RGB to Oklab, in which distances are about as large as they look (Ottosson, 2020). */
const TO_CONES: Matrix = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]];
const TO_LAB: Matrix = [[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]];

const times = (matrix: Matrix, v: readonly number[]) => matrix.map((row) => row[0] * v[0]! + row[1] * v[1]! + row[2] * v[2]!);
const linearised = (colour: Rgb) => colour.map((value) => (value <= 10.3 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
const lab = (colour: Rgb, vision: Matrix) => {
  const seen = times(vision, linearised(colour)).map((value) => Math.min(Math.max(value, 0), 1));
  return times(TO_LAB, times(TO_CONES, seen).map(Math.cbrt));
};
const luminance = (colour: Rgb) => times([[0.2126, 0.7152, 0.0722]], linearised(colour))[0]!;

for (const [name, vision] of Object.entries(VISION))
  test(`ten classes can be told apart: ${name}`, () => {
    const seen = CLASS_COLOURS.map((colour) => lab(colour, vision));
    assert.equal(seen.length, 10);
    seen.forEach((a, i) =>
      seen.slice(0, i).forEach((b, j) => {
        const distance = Math.hypot(...a.map((value, k) => value - b[k]!));
        assert.ok(distance > (name === "normal" ? 0.15 : 0.075), `${i} and ${j}: ${distance}`);
      }),
    );
  });

test("no class is lost on black, on white or among grey images", () => {
  for (const colour of CLASS_COLOURS) {
    assert.ok((luminance(colour) + 0.05) / 0.05 > 2.5, `${colour} on black`);
    assert.ok(1.05 / (luminance(colour) + 0.05) > 1.3, `${colour} on white`);
    const [, a, b] = lab(colour, VISION.normal!);
    assert.ok(Math.hypot(a!, b!) > 0.1, `${colour} is grey`);
  }
});

test("packed: the bytes in memory are red, green, blue, opacity", () => {
  assert.equal(packColour(0x11, 0x22, 0x33, 0x44), 0x44332211);
  assert.equal(packColour(0, 0, 0), 0xff000000); // not negative
  assert.deepEqual([...new Uint8Array(Uint32Array.of(packColour(1, 2, 3, 4)).buffer)], [1, 2, 3, 4]);
});

test("the sequential map runs from dark to light all the way, and does not leave it", () => {
  const lightness = Array.from({ length: 101 }, (_, i) => lab(sequentialColour(i / 100), VISION.normal!)[0]!);
  lightness.slice(1).forEach((value, i) => assert.ok(value > lightness[i]!, `at ${i}`));
  assert.deepEqual(sequentialColour(0), sequentialColour(-1));
  assert.deepEqual(sequentialColour(1), [253, 231, 37]);
  assert.deepEqual(sequentialColour(7), [253, 231, 37]);
});

test("class colours: in order, from the start again, grey for none", () => {
  const palette: Rgb[] = [[1, 0, 0], [2, 0, 0]];
  const [first, second, none] = [packColour(1, 0, 0), packColour(2, 0, 0), packColour(...NO_VALUE)];
  assert.deepEqual([...classColours([0, 1, 2, 3, -1, NaN], palette)], [first, second, first, second, none, none]);
});

test("value colours: the ends, beyond them, and what is no number", () => {
  const at = (t: number) => packColour(...sequentialColour(t));
  assert.deepEqual([...valueColours([2, 4, 1, 9, Infinity, NaN], 2, 4)], [at(0), at(1), at(0), at(1), at(1), packColour(...NO_VALUE)]);
  assert.deepEqual([...valueColours([3, 3], 3, 3)], [at(128 / 255), at(128 / 255)]);
});

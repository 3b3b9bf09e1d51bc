import assert from "node:assert/strict";
import { test } from "node:test";
import { normalCdf, normalQuantile } from "./normal";

const close = (a: number, b: number, relative: number) => assert.ok(Math.abs(a - b) <= relative * Math.abs(b), `${a} is not ${b}`);

test("Φ at known points, far tails included (SciPy's ndtr)", () => {
  assert.equal(normalCdf(0).toFixed(15), "0.500000000000000");
  const known: [number, number][] = [
    [-8, 6.22096057427174e-16],
    [-6, 9.865876450376946e-10],
    [-3, 0.0013498980316300933],
    [-2.999, 0.0013543365337271057],
    [-1.96, 0.024997895148220435],
    [-0.5, 0.3085375387259869],
    [0.3, 0.6179114221889526],
    [1, 0.8413447460685429],
    [2.5, 0.9937903346742238],
  ];
  for (const [x, p] of known) close(normalCdf(x), p, 1e-12);
  assert.equal(normalCdf(-Infinity), 0);
  assert.equal(normalCdf(Infinity), 1);
});

test("Φ⁻¹ at known points (SciPy's ndtri)", () => {
  assert.equal(normalQuantile(0.5), 0);
  const known: [number, number][] = [
    [1e-9, -5.9978070150076865],
    [1e-6, -4.753424308822899],
    [0.001, -3.090232306167813],
    [0.025, -1.9599639845400545],
    [0.05, -1.6448536269514729],
    [0.25, -0.6744897501960817],
    [0.6, 0.2533471031357997],
    [0.9, 1.2815515655446004],
    [0.975, 1.959963984540054],
    [1 - 1e-9, 5.997807019601637],
  ];
  for (const [p, x] of known) close(normalQuantile(p), x, 1e-9);
});

test("there and back, over the whole range", () => {
  for (let exponent = -9; exponent < -0.31; exponent += 0.05) {
    const p = 10 ** exponent;
    close(normalCdf(normalQuantile(p)), p, 1e-9);
    close(1 - normalCdf(normalQuantile(1 - p)), p, 1e-6); // 1 − p itself keeps only so much of p
    close(normalCdf(normalQuantile(1 - p)), 1 - p, 1e-12);
  }
});

test("the ends, and what is no probability", () => {
  assert.equal(normalQuantile(0), -Infinity);
  assert.equal(normalQuantile(1), Infinity);
  for (const p of [-0.1, 1.1, NaN]) assert.ok(Number.isNaN(normalQuantile(p)));
});

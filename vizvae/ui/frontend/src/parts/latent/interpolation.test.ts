import assert from "node:assert/strict";
import { test } from "node:test";
import { constantSpeed, crossFade, linear, pathLength, spherical, turning } from "./interpolation";
import { normalQuantile } from "./normal";
import { normals } from "./random";

const close = (a: number, b: number, tolerance = 1e-6) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);
const closeAll = (a: ArrayLike<number>, b: number[]) => b.forEach((value, i) => close(a[i]!, value));

test("the straight line, both ends included", () => {
  assert.deepEqual(linear([0, 2], [4, -2], 3), [Float32Array.of(0, 2), Float32Array.of(2, 0), Float32Array.of(4, -2)]);
  assert.deepEqual(linear([1, 2], [3, 4], 1), [Float32Array.of(1, 2)]);
});

test("spherical by hand: from (1, 0) to (0, 3), a quarter circle of growing norm", () => {
  const path = spherical([1, 0], [0, 3], 3);
  closeAll(path[0]!, [1, 0]);
  closeAll(path[1]!, [Math.SQRT2, Math.SQRT2]); // norm 2 at 45°
  closeAll(path[2]!, [0, 3]);
});

test("between random vectors: equal angles, even norms, and the ends to the last bit", () => {
  const [a, b] = [normals(1, 16), normals(2, 16)];
  const path = spherical(a, b, 9);
  assert.deepEqual(path[0], a);
  assert.deepEqual(path[8], b);
  const norms = path.map((z) => Math.hypot(...z));
  norms.forEach((norm, i) => close(norm, norms[0]! + ((norms[8]! - norms[0]!) * i) / 8, 1e-5));
  const cosines = path.slice(1).map((z, i) => z.reduce((sum, value, j) => sum + value * path[i]![j]!, 0) / norms[i]! / norms[i + 1]!);
  for (const cosine of cosines) close(cosine, cosines[0]!, 1e-5);
});

test("a zero vector or parallel vectors: the straight line", () => {
  assert.deepEqual(spherical([0, 0, 0], [1, 2, 4], 4), linear([0, 0, 0], [1, 2, 4], 4));
  assert.deepEqual(spherical([1, 2, 4], [0, 0, 0], 4), linear([1, 2, 4], [0, 0, 0], 4));
  assert.deepEqual(spherical([0, 0], [0, 0], 2), linear([0, 0], [0, 0], 2));
  assert.deepEqual(spherical([1, 2, 3], [2, 4, 6], 5), linear([1, 2, 3], [2, 4, 6], 5));
  assert.deepEqual(spherical([2], [-2], 3), linear([2], [-2], 3)); // one latent has no way round
});

test("opposite vectors: half a circle, the same one every time, never through zero", () => {
  const path = spherical([2, 0, 0], [-4, 0, 0], 5);
  closeAll(path[2]!, [0, 3, 0]);
  closeAll(path[1]!, [2.5 * Math.SQRT1_2, 2.5 * Math.SQRT1_2, 0]);
  const a = normals(5, 16);
  for (const factor of [1, 0.3, 7]) {
    const b = a.map((value) => -factor * value); // opposite but for rounding
    const half = spherical(a, b, 31);
    assert.deepEqual(half, spherical(a, b, 31));
    assert.deepEqual([half[0], half[30]], [a, b]);
    for (const z of half) assert.ok(Math.hypot(...z) > 0.29 * Math.hypot(...a)); // false for NaN too
    half.slice(1).forEach((z, i) => assert.ok(Math.hypot(...z.map((value, j) => value - half[i]![j]!)) < 0.5 * Math.max(1, factor) * Math.hypot(...a)));
  }
});

test("cross-fade by hand", () => {
  assert.deepEqual(crossFade(Uint8Array.of(0, 255, 10), Uint8Array.of(255, 0, 20), 3), [
    Uint8Array.of(0, 255, 10),
    Uint8Array.of(128, 128, 15),
    Uint8Array.of(255, 0, 20),
  ]);
});

test("constant speed by hand: an L of 3 + 4, drawn unevenly and with a rest in the corner", () => {
  const drawn: [number, number][] = [[0, 0], [0.1, 0], [3, 0], [3, 0], [3, 0], [3, 4]];
  close(pathLength(drawn), 7);
  const even = constantSpeed(drawn, 8);
  const expected = [[0, 0], [1, 0], [2, 0], [3, 0], [3, 1], [3, 2], [3, 3], [3, 4]];
  even.forEach((point, i) => closeAll(point, expected[i]!));
  assert.deepEqual([even[0], even[7]], [[0, 0], [3, 4]]);
});

test("a closed path has a length", () => {
  closeAll(constantSpeed([[0, 0], [2, 0], [0, 0]], 5).flat(), [0, 0, 1, 0, 2, 0, 1, 0, 0, 0]);
});

test("what is no path says what to do", () => {
  for (const points of [[], [[1, 2]], [[1, 2], [1, 2]]] as [number, number][][]) {
    assert.equal(pathLength(points), 0);
    assert.throws(() => constantSpeed(points, 10), /A path needs at least two different points: draw/);
  }
});

test("an angle turns the shorter way round, by hand: a tenth of a turn across the seam, all else straight", () => {
  const [from, to] = [1.6448536269514722, -1.6448536269514722]; // shares .95 and .05
  const path = turning([from, 0], [to, 4], 5, 0);
  const shares = [0.95, 0.975, 0.9999, 0.025, 0.05].map(normalQuantile); // the seam itself lies at infinity
  shares[2] = normalQuantile(1e-4);
  path.forEach(([angle, other], i) => (close(angle!, shares[i]!, 1e-5), close(other!, i)));
  const other = turning([0.2533471031357997, 0], [-0.2533471031357997, 4], 3, 0); // shares .6 and .4: not across
  closeAll(other[1]!, [0, 2]);
  assert.deepEqual(turning([1, 2], [1, 2], 2, 1), linear([1, 2], [1, 2], 2));
});

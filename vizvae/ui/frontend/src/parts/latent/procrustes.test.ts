import assert from "node:assert/strict";
import { test } from "node:test";
import { bestTurn, turned, type Turn } from "./procrustes";
import { normals } from "./random";

const points = normals(3, 200);

function near(a: Float32Array, b: Float32Array): boolean {
  return a.every((value, i) => Math.abs(value - b[i]!) < 1e-4);
}

test("a rotation is undone, and so is a mirror image", () => {
  const [cosine, sine] = [Math.cos(2.2), Math.sin(2.2)];
  const centred = centre(points);
  for (const turn of [
    [cosine, -sine, sine, cosine],
    [cosine, sine, sine, -cosine],
    [1, 0, 0, 1],
    [-1, 0, 0, 1],
  ] as Turn[]) {
    const target = turned(centred, turn);
    assert.ok(near(turned(centred, bestTurn(centred, target)), target), String(turn));
  }
});

test("it turns and never stretches, and beats other turns on points that do not match", () => {
  const target = normals(4, 200);
  const best = bestTurn(points, target);
  assert.ok(Math.abs(best[0] * best[3] - best[1] * best[2]) - 1 < 1e-9);
  const [from, to] = [centre(points), centre(target)];
  const distance = (turn: Turn) => turned(from, turn).reduce((sum, value, i) => sum + (value - to[i]!) ** 2, 0);
  for (let step = 0; step < 24; step++) {
    const [cosine, sine] = [Math.cos((step * Math.PI) / 12), Math.sin((step * Math.PI) / 12)];
    assert.ok(distance(best) <= distance([cosine, -sine, sine, cosine]) + 1e-4);
    assert.ok(distance(best) <= distance([cosine, sine, sine, -cosine]) + 1e-4);
  }
});

function centre(from: Float32Array): Float32Array {
  const mean = [0, 1].map((axis) => from.filter((_, i) => i % 2 === axis).reduce((sum, value) => sum + value, 0) / (from.length / 2));
  return from.map((value, i) => value - mean[i % 2]!);
}

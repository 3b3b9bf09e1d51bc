import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf } from "./recipe";
import { CODES, listed, METRICS, verdict } from "./words";

const table = new Map([
  ["perfect", { mig: 0.98, modularity: 1 }],
  ["permuted", { mig: 0.97, modularity: 1 }],
  ["rotated", { mig: 0.01, modularity: 0.67 }],
  ["duplicated", { mig: 0, modularity: 1 }],
  ["noisy", { mig: 0.46, modularity: 0.99 }],
]);

test("what a metric sees and where it is blind is read off its numbers", () => {
  assert.deepEqual(verdict("mig", table).sees, ["rotated", "duplicated", "noisy"]);
  assert.deepEqual(verdict("mig", table).blind, []);
  assert.deepEqual(verdict("modularity", table).sees, ["rotated"]);
  assert.deepEqual(verdict("modularity", table).blind, ["duplicated", "noisy"]);
  assert.deepEqual(verdict("mig", new Map()), { sees: [], blind: [], perfect: undefined });
});

test("a list in words", () => {
  assert.equal(listed([]), "");
  assert.equal(listed(["a"]), "a");
  assert.equal(listed(["a", "b", "c"]), "a, b and c");
});

test("a code is asked for with its own parameter alone, so that the same code is one address", () => {
  const recipe = { code: "rotated", angle: 20, noise: 0.5 };
  assert.equal(addressOf("/c", recipe, false), "/c?code=rotated&angle=20");
  assert.equal(addressOf("/c", { ...recipe, code: "partly constant" }, true), "/c?code=partly+constant&all=1");
  assert.equal(addressOf("/c", { ...recipe, code: "noisy" }, true), "/c?code=noisy&noise=0.5&all=1");
});

test("everything has words", () => {
  assert.equal(Object.keys(CODES).length, 7);
  assert.equal(Object.keys(METRICS).length, 8);
});

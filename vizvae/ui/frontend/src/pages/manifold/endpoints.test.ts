import assert from "node:assert/strict";
import { test } from "node:test";
import { ends, type Endpoint } from "./endpoints";

const at = (key: string, ...z: number[]): Endpoint => ({ key, label: key, z: Float32Array.from(z) });
const joined = (all: Endpoint[], from = "", to = "") => ends(all, from, to)?.map(({ key }) => key) ?? null;
const MEANS = [at("mean-0", 5, 5), at("mean-1", 6, 6)];

test("nothing is joined with itself unless the reader says so", () => {
  assert.deepEqual(joined([at("here", 0, 0), ...MEANS]), ["here", "mean-0"]);
  assert.deepEqual(joined([at("here", 5, 5), ...MEANS]), ["here", "mean-1"]);
  assert.deepEqual(joined([at("here", 1, 2), at("input", 1, 2), ...MEANS]), ["input", "mean-0"]);
  assert.deepEqual(joined([at("here", 1, 2), at("input", 1, 2), at("pin-7", 1, 2), ...MEANS]), ["pin-7", "mean-0"]);
  assert.deepEqual(joined([at("here", 0, 0)]), null);
  assert.deepEqual(joined([at("here", 0, 0), ...MEANS], "here", "here"), ["here", "here"]);
});

test("two pins are what a reader means to join, else the input and this point", () => {
  assert.deepEqual(joined([at("here", 0, 0), at("input", 1, 2), at("pin-3", 2, 2), at("pin-4", 3, 3), at("pin-5", 4, 4), ...MEANS]), ["pin-4", "pin-5"]);
  assert.deepEqual(joined([at("here", 0, 0), at("input", 1, 2), ...MEANS]), ["input", "here"]);
});

test("what the reader says stays; the other end is another point", () => {
  const all = [at("here", 0, 0), at("input", 1, 2), at("pin-3", 2, 2), at("pin-4", 3, 3), ...MEANS];
  assert.deepEqual(joined(all, "pin-4"), ["pin-4", "pin-3"]);
  assert.deepEqual(joined(all, "", "pin-3"), ["pin-4", "pin-3"]);
});

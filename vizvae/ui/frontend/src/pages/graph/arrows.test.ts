import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_HEADS, directedLines, headsPath } from "./arrows";
import type { Bundle } from "./bundle";

const bundle = { directed: true, edges: Int32Array.of(0, 1, 2, 0), edgePart: Uint8Array.of(0, 2), candidates: Int32Array.of(1, 0) } as unknown as Bundle;
const logits = { edges: Float32Array.of(2, -1), candidates: Float32Array.of(1) };
const drawn = { bundle, logits, focus: null, parts: ["training", "validation", "test"], kinds: ["found", "missed"], threshold: 0 } as const;

test("heads go from source to target, of what is drawn", () => {
  assert.deepEqual(directedLines(drawn), [
    { source: 0, target: 1, kind: "found" },
    { source: 2, target: 0, kind: "missed" },
  ]);
  assert.deepEqual(directedLines({ ...drawn, parts: ["training"] }).length, 1);
  assert.deepEqual(directedLines({ ...drawn, focus: 1 }), [
    { source: 0, target: 1, kind: "found" },
    { source: 1, target: 0, kind: "invented" },
  ]);
  assert.deepEqual(directedLines({ ...drawn, bundle: { ...bundle, directed: false } }), []);
});

test("too many have none, but those of a node", () => {
  const many = MOST_HEADS + 1;
  const edges = Int32Array.from({ length: 2 * many }, (_, i) => (i % 2 ? 1 + (i >> 1) : 0));
  const crowd = { ...drawn, bundle: { ...bundle, edges, edgePart: new Uint8Array(many) }, logits: { ...logits, edges: new Float32Array(many) } };
  assert.equal(directedLines(crowd).length, 0);
  assert.equal(directedLines({ ...crowd, focus: 7 }).length, 1);
});

test("a head stands before the node it points at", () => {
  const points = Float32Array.of(0, 0, 1, 0);
  const window = { low: -1, high: 1 };
  // From the middle (100, 100) to the right border (200, 100): the tip 6 pixels before it, the base 9 further back, 4 to either side.
  assert.equal(headsPath([{ source: 0, target: 1, kind: "found" }], points, [window, window], 200, 200), "M194.0 100.0L185.0 104.0L185.0 96.0Z");
  assert.equal(headsPath([{ source: 0, target: 1, kind: "found" }], points, [window, window], 20, 20), "");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bundle } from "./bundle";
import { candidatesCsv, realEdgesCsv } from "./export";

const bundle = { names: ["a", 'b "B"', "c"], edges: Int32Array.of(0, 1, 1, 2), edgePart: Uint8Array.of(0, 2), candidates: Int32Array.of(0, 2) } as unknown as Bundle;
const logits = { edges: Float32Array.of(2, -1), candidates: Float32Array.of(0) };

test("real edges with their part and whether they are found", () => {
  assert.equal(realEdgesCsv(bundle, logits, 0), 'first,second,probability,logit,part,outcome\n"a","b ""B""",0.880797,2.0000,training,found\n"b ""B""","c",0.268941,-1.0000,test,missed\n');
});

test("a threshold is reached, not only passed", () => {
  assert.equal(candidatesCsv(bundle, logits, 0), 'first,second,probability,logit,outcome\n"a","c",0.500000,0.0000,invented\n');
  assert.match(candidatesCsv(bundle, logits, 0.1), /0\.500000,0\.0000,not predicted/);
});

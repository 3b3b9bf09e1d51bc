import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bundle } from "./bundle";
import { candidatesCsv, fileName, realEdgesCsv, savedAs } from "./export";

const bundle = { names: ["a", 'b "B"', "c"], edges: Int32Array.of(0, 1, 1, 2), edgePart: Uint8Array.of(0, 2), candidates: Int32Array.of(0, 2) } as unknown as Bundle;
const logits = { edges: Float32Array.of(2, -1), candidates: Float32Array.of(0) };
const lines = (text: string): string[] => text.split("\n").slice(0, -1);

test("real edges with their part and whether they are found", () => {
  assert.deepEqual(lines(realEdgesCsv(bundle, logits, 0, false)), [
    "first,second,probability,logit,part,outcome,encoder_saw",
    '"a","b ""B""",0.880797,2.0000,training,found,training edges',
    '"b ""B""","c",0.268941,-1.0000,test,missed,training edges',
  ]);
});

test("a threshold is reached, not only passed", () => {
  assert.deepEqual(lines(candidatesCsv(bundle, logits, 0, false)), [
    "first,second,probability,logit,outcome,encoder_saw",
    '"a","c",0.500000,0.0000,invented,training edges',
  ]);
  assert.match(candidatesCsv(bundle, logits, 0.1, false), /0\.500000,0\.0000,not predicted/);
});

test("what is saved of the cheating model says so, in its name and in every line", () => {
  assert.deepEqual([fileName("karate", true, "edges.csv"), fileName("karate", false, "edges.csv")], ["karate-leaked-edges.csv", "karate-edges.csv"]);
  assert.deepEqual([savedAs("karate", true), savedAs("karate", false)], ["karate-leaked", "karate"]);
  for (const text of [realEdgesCsv(bundle, logits, 0, true), candidatesCsv(bundle, logits, 0, true)])
    assert.ok(lines(text).slice(1).every((line) => line.endsWith(",all edges")));
});

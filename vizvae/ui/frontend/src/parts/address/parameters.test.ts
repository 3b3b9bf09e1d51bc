import assert from "node:assert/strict";
import test from "node:test";
import { readChoice, readNumber, readSeveral, writeAddress, writeNumber } from "./parameters";
import texts from "./texts.json";

// tests/unit/ui/address/test_parameters.py reads the same texts: what one side says, the other understands.
test("numbers of an address", () => {
  for (const { spec, reads, none } of texts.number) {
    for (const [text, value] of Object.entries(reads)) assert.equal(readNumber(spec, text)! + 0, value, text);
    for (const text of none) assert.equal(readNumber(spec, text), null, text);
    assert.equal(readNumber(spec, undefined), null);
  }
});

test("choices of an address", () => {
  for (const { known, reads, none } of texts.choice) {
    for (const [text, value] of Object.entries(reads)) assert.equal(readChoice(known, text), value);
    for (const text of none) assert.equal(readChoice(known, text), null, text);
  }
  for (const { known, reads } of texts.several) for (const [text, value] of Object.entries(reads)) assert.deepEqual(readSeveral(known, text), value, text);
});

test("numbers are written without zeros at the end", () => {
  for (const [text, value] of Object.entries(texts.written)) assert.equal(writeNumber(value), text);
});

test("a view is written in the words of its table, without what is as it starts", () => {
  const table = {
    count: { kind: "number" },
    nodes: { kind: "wholes", joined_by: "_", start: [] },
    at: { kind: "wholes", joined_by: "," },
    show: { kind: "several", start: ["a", "b"] },
    z: { kind: "numbers", decimals: 3 },
    plane: { kind: "own", start: "pca" },
    leaked: { kind: "flag" },
  };
  const view = { count: 3, nodes: [4, 5], at: [1, 2], show: [], z: Float32Array.of(0.1, -2), plane: "umap_15_0.1_0", leaked: true, other: 1 };
  assert.deepEqual(writeAddress(table, view), { count: "3", nodes: "4_5", at: "1,2", show: "", z: "0.1_-2", plane: "umap_15_0.1_0", leaked: "1" });
  assert.deepEqual(writeAddress(table, { count: null, nodes: [], show: ["a", "b"], plane: "pca", leaked: false }), {});
});

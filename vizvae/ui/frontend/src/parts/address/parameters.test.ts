import assert from "node:assert/strict";
import test from "node:test";
import { readChoice, readNumber, readSeveral, writeNumber } from "./parameters";
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

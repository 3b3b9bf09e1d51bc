import assert from "node:assert/strict";
import { test } from "node:test";
import { lackIn } from "./lacks";

test("an operator that the runtime lacks is named, in the runtime's own words for it", () => {
  const bits = "Can't create a session. ERROR_CODE: 9, ERROR_MESSAGE: Could not find an implementation for BitShift(11) node with name ''";
  assert.equal(lackIn(bits), "the operator BitShift, for the kind of numbers it is given");
  const attention = "Can't create a session. ERROR_CODE: 6, ERROR_MESSAGE: Unrecognized attribute: left_window_size for operator Attention";
  assert.equal(lackIn(attention), "the operator Attention with left_window_size");
  assert.equal(lackIn("unsupported data type: 16"), "numbers of ONNX's type 16");
});

test("what is damaged lacks nothing", () => {
  assert.equal(lackIn("Can't create a session. ERROR_CODE: 7, ERROR_MESSAGE: Failed to load model because protobuf parsing failed."), null);
});

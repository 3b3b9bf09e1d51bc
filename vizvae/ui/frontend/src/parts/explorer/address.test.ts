import assert from "node:assert/strict";
import test from "node:test";
import { addressOf } from "./address";

test("a view in the words of its address", () => {
  const view = { model: "mnist-2d", z: [0.5, -1.25049], input: null, names: {} };
  assert.deepEqual(addressOf(view), { model: "mnist-2d", z: "0.5_-1.25" });
  assert.deepEqual(addressOf({ ...view, input: { kind: "data", index: 7 }, names: { "0": "slant", "1": "é" } }), {
    model: "mnist-2d",
    z: "0.5_-1.25",
    input: "data-7",
    names: '{"0":"slant","1":"é"}',
  });
  assert.equal(addressOf({ ...view, input: { kind: "upload", pixels: "Y2AY-_" } })["input"], "upload-Y2AY-_");
});

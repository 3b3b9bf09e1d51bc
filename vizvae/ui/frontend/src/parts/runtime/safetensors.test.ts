import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSafetensors } from "./safetensors";

function file(header: object, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

test("arrays by name, at whatever offset", () => {
  const data = new Uint8Array([7, 8, 9, ...new Uint8Array(Float32Array.of(1.5, -2).buffer), ...new Uint8Array(Int32Array.of(-3).buffer)]);
  const arrays = parseSafetensors(
    file(
      {
        __metadata__: { a: "b" },
        flags: { dtype: "U8", shape: [3], data_offsets: [0, 3] },
        mu: { dtype: "F32", shape: [1, 2], data_offsets: [3, 11] },
        edges: { dtype: "I32", shape: [1], data_offsets: [11, 15] },
      },
      data,
    ),
  );
  assert.deepEqual([...arrays["flags"]!.values], [7, 8, 9]);
  assert.deepEqual([...arrays["mu"]!.values], [1.5, -2]);
  assert.deepEqual(arrays["mu"]!.shape, [1, 2]);
  assert.deepEqual([...arrays["edges"]!.values], [-3]);
  assert.deepEqual(Object.keys(arrays), ["flags", "mu", "edges"]);
});

test("a file that is none, or cut off, or of other numbers, says so", () => {
  assert.throws(() => parseSafetensors(new Uint8Array(4)), /no safetensors/);
  assert.throws(() => parseSafetensors(new Uint8Array([255, 0, 0, 0, 0, 0, 0, 0, 1])), /cut off/);
  assert.throws(() => parseSafetensors(file({ x: { dtype: "F16", shape: [1], data_offsets: [0, 2] } }, new Uint8Array(2))), /F16/);
});

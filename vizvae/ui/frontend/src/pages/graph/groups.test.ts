import assert from "node:assert/strict";
import { test } from "node:test";
import { readGroups } from "./groups";

function safetensors(parts: Record<string, { dtype: string; bytes: Uint8Array }>): Uint8Array<ArrayBuffer> {
  let at = 0;
  const header: Record<string, object> = {};
  for (const [name, { dtype, bytes }] of Object.entries(parts)) {
    header[name] = { dtype, shape: [bytes.length / (dtype === "I32" ? 4 : 1)], data_offsets: [at, (at += bytes.length)] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + at);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  let place = 8 + text.length;
  for (const { bytes } of Object.values(parts)) {
    file.set(bytes, place);
    place += bytes.length;
  }
  return file;
}

const numbers = (...values: number[]) => ({ dtype: "I32", bytes: new Uint8Array(Int32Array.from(values).buffer) });
const said = { groupings: [{ name: "communities", num_groups: 2 }], agreements: [] };

test("groups are two lists of numbers and what is said of them", () => {
  const found = readGroups(safetensors({ communities: numbers(0, 1, 0), clusters: numbers(2, 0, 1), said: { dtype: "U8", bytes: new TextEncoder().encode(JSON.stringify(said)) } }));
  assert.deepEqual([...found.communities], [0, 1, 0]);
  assert.deepEqual([...found.clusters], [2, 0, 1]);
  assert.equal(found.groupings[0]!.name, "communities");
});

test("another file is refused", () => {
  assert.throws(() => readGroups(safetensors({ communities: numbers(0) })), /not as expected/);
});

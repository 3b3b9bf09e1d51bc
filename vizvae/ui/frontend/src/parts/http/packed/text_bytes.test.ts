import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOfText, unshuffled } from "./text_bytes";

/** Seven bits a character, as vizvae/standalone/text_bytes.py writes them. */
function textOf(bytes: number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const sevens = (bits.match(/.{1,7}/g) ?? []).map((seven) => parseInt(seven.padEnd(7, "0"), 2));
  let text = `${bytes.length} `;
  for (let i = 0; i < sevens.length; i++) {
    const which = [0, 10, 13, 60].indexOf(sevens[i]!);
    text += which < 0 ? String.fromCharCode(sevens[i]!) : String.fromCharCode(0x100 + ((which << 7) | (sevens[++i] ?? 1)));
  }
  return text;
}

test("bytes come back from text", () => {
  for (const bytes of [[], [0], [0, 0, 0, 0, 0, 0, 0, 0], Array.from({ length: 256 }, (_, i) => i), [0x14, 0x28, 0x0d, 0x3c, 0x78, 0xf0, 0x1e]])
    assert.deepEqual([...bytesOfText(textOf(bytes))], bytes);
});

test("a text that is cut off is said to be damaged", () => {
  assert.throws(() => bytesOfText(textOf([1, 2, 3, 4, 5, 6, 7, 8]).slice(0, -3)), /damaged: expected 8 bytes/);
  assert.throws(() => bytesOfText("no length"), /does not begin with its length/);
});

test("shuffled bytes go back to their places", () => {
  assert.deepEqual([...unshuffled(Uint8Array.of(1, 11, 21, 2, 12, 3, 13, 4, 14))], [1, 2, 3, 4, 11, 12, 13, 14, 21]);
});

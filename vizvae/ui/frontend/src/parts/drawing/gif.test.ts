import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeGif } from "./gif";

interface Decoded {
  width: number;
  height: number;
  palette: Uint8Array;
  /** 0: for ever; null: no loop extension. */
  repeat: number | null;
  /** Hundredths of a second, one a graphic control extension. */
  delays: number[];
  /** Palette indices. */
  frames: number[][];
}

/** A reader of its own, from the GIF89a specification, so that a mistake of the encoder is not read back by the same mistake. */
function decode(bytes: Uint8Array): Decoded {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  assert.equal(String.fromCharCode(...bytes.subarray(0, 6)), "GIF89a");
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  const paletteSize = 3 * 2 ** ((bytes[10]! & 7) + 1);
  assert.ok(bytes[10]! & 0x80, "a palette for all frames");
  let at = 13 + paletteSize;
  const out: Decoded = { width, height, palette: bytes.subarray(13, at), repeat: null, delays: [], frames: [] };
  const blocks = () => {
    const data: number[] = [];
    for (; bytes[at] !== 0; at += bytes[at]! + 1) data.push(...bytes.subarray(at + 1, at + 1 + bytes[at]!));
    at++;
    return data;
  };
  while (bytes[at] !== 0x3b) {
    if (bytes[at] === 0x21) {
      const label = bytes[at + 1];
      at += 2;
      const data = blocks();
      if (label === 0xf9) out.delays.push(data[1]! + 256 * data[2]!);
      if (label === 0xff && String.fromCharCode(...data.slice(0, 11)) === "NETSCAPE2.0") out.repeat = data[12]! + 256 * data[13]!;
    } else {
      assert.equal(bytes[at], 0x2c);
      assert.deepEqual([1, 3, 5, 7].map((offset) => view.getUint16(at + offset, true)), [0, 0, width, height]);
      assert.equal(bytes[at + 9]! & 0x80, 0, "no palette of its own");
      at += 11;
      out.frames.push(unpack(bytes[at - 1]!, blocks()));
    }
  }
  assert.equal(at, bytes.length - 1, "ends with its trailer");
  return out;
}

/** GIF's LZW. */
function unpack(minBits: number, data: number[]): number[] {
  const clear = 2 ** minBits;
  const out: number[] = [];
  let table: number[][] = [];
  let previous: number[] | null = null;
  let bits = minBits + 1;
  for (let bit = 0; ; ) {
    let code = 0;
    for (let k = 0; k < bits; k++, bit++) code |= ((data[bit >> 3]! >> (bit & 7)) & 1) << k;
    if (code === clear + 1) return out;
    if (code === clear) {
      table = Array.from({ length: clear + 2 }, (_, i) => [i]);
      previous = null;
      bits = minBits + 1;
      continue;
    }
    const entry: number[] = table[code] ?? [...previous!, previous![0]!];
    out.push(...entry);
    if (previous && table.length < 4096) table.push([...previous, entry[0]!]);
    if (table.length === 2 ** bits && bits < 12) bits++;
    previous = entry;
  }
}

test("by hand: two frames of 2 × 1, three times as large", () => {
  const gif = decode(encodeGif([Uint8Array.of(0, 200), Uint8Array.of(255, 7)], 1, 2, 1, 3, 120));
  assert.deepEqual([gif.width, gif.height, gif.repeat], [6, 3, 0]);
  assert.deepEqual(gif.delays, [12, 12]);
  const row = [0, 0, 0, 200, 200, 200];
  assert.deepEqual(gif.frames[0], [...row, ...row, ...row]);
  assert.deepEqual(gif.frames[1], [0, 1, 2].flatMap(() => [255, 255, 255, 7, 7, 7]));
  assert.deepEqual([...gif.palette], Array.from({ length: 256 }, (_, level) => [level, level, level]).flat());
});

test("thirty noisy frames of 28 × 28 come back pixel by pixel", () => {
  const frames = Array.from({ length: 30 }, (_, k) => Uint8Array.from({ length: 784 }, (_, i) => (i * i * 31 + i * 17 * k + (i >> 3) * k * k) & 255));
  const gif = decode(encodeGif(frames, 1, 28, 28, 1, 5));
  assert.deepEqual(gif.delays, Array<number>(30).fill(2)); // never shorter than what viewers accept
  assert.deepEqual(gif.frames, frames.map((frame) => [...frame]));
});

test("no images: says what to do", () => {
  assert.throws(() => encodeGif([], 1, 28, 28, 4, 100), /at least one image: draw a path/);
});

test("colours come back in every frame", () => {
  // Two pixels a frame, channel after channel: red and green, then blue and white.
  const gif = decode(encodeGif([Uint8Array.of(255, 0, 0, 255, 0, 0), Uint8Array.of(0, 255, 0, 255, 255, 255)], 3, 2, 1, 1, 100));
  const colours = gif.frames.flat().map((index) => [...gif.palette.subarray(3 * index, 3 * index + 3)]);
  const wanted = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]];
  // The palette is found among colours of five or six bits a channel.
  colours.forEach((colour, i) => colour.forEach((level, channel) => assert.ok(Math.abs(level - wanted[i]![channel]!) <= 8, `${colours}`)));
});

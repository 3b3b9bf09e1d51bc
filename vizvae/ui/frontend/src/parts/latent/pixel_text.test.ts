import assert from "node:assert/strict";
import { test } from "node:test";
import { packPixels, unpackPixels } from "./pixel_text";

const image = Uint8Array.from({ length: 784 }, (_, i) => (i % 28 > 12 && i % 28 < 16 ? 255 - (i % 7) : 0));

test("packed pixels come back, and fit in a link", async () => {
  const text = await packPixels(image);
  assert.match(text, /^[A-Za-z0-9_-]+$/);
  assert.ok(text.length < 400, `${text.length} characters`);
  assert.deepEqual(await unpackPixels(text, 784), image);
});

test("damaged, truncated and wrong-sized text each say so", async () => {
  const text = await packPixels(image);
  await assert.rejects(unpackPixels("%%%", 784), /damaged/);
  await assert.rejects(unpackPixels(text.slice(0, 10), 784), /damaged/);
  await assert.rejects(unpackPixels(text, 100), /expected 100/);
});

test("a bomb is not unfolded", async () => {
  const bomb = await packPixels(new Uint8Array(20_000_000));
  await assert.rejects(unpackPixels(bomb, 784), /expected 784/);
});

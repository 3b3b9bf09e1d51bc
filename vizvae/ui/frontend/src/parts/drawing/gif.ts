/// <reference path="../../gifenc.d.ts" />
/** Images as an animated GIF. Grey without loss: 256 levels are exactly what a GIF palette holds. Coloured in the 256 colours that suit all frames. */

import { GIFEncoder, applyPalette, quantize } from "gifenc";
import { bytePixels } from "./pixels";

const GREYS = Array.from({ length: 256 }, (_, level) => [level, level, level]);

/** Viewers take a shorter delay than this for a mistake and show such a file at a tenth of its speed. */
const SHORTEST_DELAY = 20;

/** `frames`: (channels, height, width) each, 0 … 255. Every pixel becomes a square of `scale` pixels; repeated for ever, `frameMs` a frame. */
export function encodeGif(
  frames: readonly Uint8Array[],
  channels: number,
  width: number,
  height: number,
  scale: number,
  frameMs: number,
): Uint8Array<ArrayBuffer> {
  if (frames.length === 0) throw new Error("An animation needs at least one image: draw a path or choose two ends first.");
  const encoder = GIFEncoder();
  const delay = Math.max(frameMs, SHORTEST_DELAY);
  const { palette, indices } = channels === 1 ? { palette: GREYS, indices: frames } : inColours(frames, channels);
  indices.forEach((frame, i) => {
    const once = i === 0 ? { palette, repeat: 0 } : {};
    encoder.writeFrame(enlarged(frame, width, height, scale), width * scale, height * scale, { ...once, delay });
  });
  encoder.finish();
  return encoder.bytes();
}

/** One palette for all frames, so that no colour flickers. */
function inColours(frames: readonly Uint8Array[], channels: number): { palette: number[][]; indices: Uint8Array[] } {
  const pixels = frames.map((frame) => bytePixels(frame, channels));
  const all = new Uint8ClampedArray(pixels.length * pixels[0]!.length);
  pixels.forEach((rgba, i) => all.set(rgba, i * rgba.length));
  const palette = quantize(all, 256);
  return { palette, indices: pixels.map((rgba) => applyPalette(rgba, palette)) };
}

function enlarged(frame: Uint8Array, width: number, height: number, scale: number): Uint8Array {
  const out = new Uint8Array(width * height * scale * scale);
  for (let y = 0; y < height * scale; y++)
    for (let x = 0; x < width * scale; x++) out[y * width * scale + x] = frame[Math.floor(y / scale) * width + Math.floor(x / scale)]!;
  return out;
}

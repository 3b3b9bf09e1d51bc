/** A walk through the latent space: its images, how usual each point is, and the files made of it. */

import { encodeGif } from "../../parts/drawing/gif";
import { greyBytes, stripPixels, stripWidth } from "../../parts/drawing/pixels";
import { pngBlob } from "../../parts/drawing/png";
import type { App } from "../../parts/explorer/app";
import type { Reference } from "../../parts/explorer/resources";
import { usualness } from "../../parts/explorer/usualness";
import { nearest } from "../../parts/latent/density";
import { countWithin } from "../../parts/latent/neighbours";

export interface FilmFrame {
  /** (channels, height, width) */
  bytes: Uint8Array;
  /** Null for an image that is not decoded, as in a cross-fade. */
  z: Float32Array | null;
  /** How much of the data is less dense than this point, percent. */
  percentile: number | null;
  /** Data images within the film's radius. */
  neighbours: number | null;
}

export interface Film {
  frames: FilmFrame[];
  channels: number;
  width: number;
  height: number;
  /** In standard deviations of the data: within it a typical image has `TYPICAL_NEIGHBOURS` others. */
  radius: number | null;
}

export const TYPICAL_NEIGHBOURS = 10;
const SAMPLED = 150;
/** Decoded at a time: the page stays responsive in between. */
const CHUNK = 6;
const GIF_SCALE = 8;
export const FRAME_MS = 80;
const STRIP_SCALE = 4;

/** The images at `zs`. */
export async function shoot(app: App, zs: Float32Array[]): Promise<Film> {
  const { model } = app.workspace.peek();
  const { channels, height, width } = model.image;
  const reference = app.live.reference.peek();
  const radius = reference && typicalRadius(reference, model.latentDim);
  const frames: FilmFrame[] = [];
  for (let start = 0; start < zs.length; start += CHUNK) {
    const part = zs.slice(start, start + CHUNK);
    const batch = new Float32Array(part.length * model.latentDim);
    part.forEach((z, i) => batch.set(z, i * model.latentDim));
    const { mean } = await app.live.decode(batch);
    part.forEach((z, i) => {
      const size = channels * height * width;
      const bytes = greyBytes(mean.subarray(i * size, (i + 1) * size));
      // As the numbers of neighbours are: of the means, which a film's images are most like.
      frames.push({ bytes, z, percentile: reference && usualness(z, reference, model.reference, "mean"), neighbours: reference && radius !== null ? countWithin(z, reference.means, radius) : null });
    });
    await new Promise((resolve) => setTimeout(resolve));
  }
  return { frames, channels, width, height, radius };
}

/** Images that come from no point of the latent space. */
export function filmOfImages(app: App, images: Uint8Array[]): Film {
  const { channels, height, width } = app.workspace.peek().model.image;
  return { frames: images.map((bytes) => ({ bytes, z: null, percentile: null, neighbours: null })), channels, width, height, radius: null };
}

const radii = new WeakMap<Reference, number>();

/** The median distance from a data image to its `TYPICAL_NEIGHBOURS`-th nearest other. */
export function typicalRadius(reference: Reference, latentDim: number): number {
  const known = radii.get(reference);
  if (known !== undefined) return known;
  const count = reference.mu.length / latentDim;
  const step = Math.max(1, Math.floor(count / SAMPLED));
  const distances: number[] = [];
  for (let i = 0; i < count; i += step) {
    const { squared } = nearest(reference.mu.subarray(i * latentDim, (i + 1) * latentDim), reference.means, TYPICAL_NEIGHBOURS + 1); // itself is one
    distances.push(Math.sqrt(squared[TYPICAL_NEIGHBOURS]!));
  }
  const radius = distances.sort((a, b) => a - b)[distances.length >> 1]!;
  radii.set(reference, radius);
  return radius;
}

export function gifBlob({ frames, channels, width, height }: Film): Blob {
  const file = encodeGif(frames.map((frame) => frame.bytes), channels, width, height, GIF_SCALE, FRAME_MS);
  return new Blob([file], { type: "image/gif" });
}

export function stripBlob({ frames, channels, width, height }: Film): Promise<Blob> {
  const mean = new Float32Array(frames.length * channels * width * height);
  frames.forEach(({ bytes }, i) => mean.set(Float32Array.from(bytes, (value) => value / 255), i * channels * width * height));
  return pngBlob(stripPixels(mean, frames.length, height, width, 1, channels), stripWidth(frames.length, width, 1), STRIP_SCALE);
}

/** The same images and the same draws in every snapshot: one sees them sharpen, not change places. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { imagePixels } from "../../../parts/drawing/pixels";
import type { NamedArray } from "../../../parts/runtime/safetensors";
import type { LiveRun } from "../live";

const GAP = 2;
const GLIDE_MS = 300;

export function Pictures({ run }: { run: LiveRun }) {
  const view = run.view.value;
  if (!view || !run.about.value) return null;
  const { images, recon, prior } = view;
  return (
    <div class="run-images">
      {images && recon && (
        <figure>
          <figcaption class="hint">Images it has not trained on (above) and its copies of them (below)</figcaption>
          <Mosaic testid="recon" rows={pairs(images, recon)} label="Validation images above their reconstructions" />
        </figure>
      )}
      {prior && (
        <figure>
          <figcaption class="hint">{drawn(run, prior.shape[0]!)}</figcaption>
          <Mosaic testid="prior" rows={chunks(prior, 10)} label="Images decoded from fixed draws of the prior" />
        </figure>
      )}
    </div>
  );
}

function drawn(run: LiveRun, count: number): string {
  const { kind } = run.about.value!.config.objective;
  if (kind === "adversarial") return `What the generator makes of always the same ${count} draws of noise, as it is now`;
  if (kind === "likelihood") return `${count} images that it draws pixel by pixel, always with the same random numbers`;
  return `Drawn from the prior: always the same ${count} draws of z, as the decoder sees them now`;
}

interface Rows {
  /** Row by row. */
  images: Uint8Array[][];
  height: number;
  width: number;
  channels: number;
}

function split({ shape, values }: NamedArray): Uint8Array[] {
  const size = shape.slice(1).reduce((a, b) => a * b, 1);
  return Array.from({ length: shape[0]! }, (_, i) => (values as Uint8Array).subarray(i * size, (i + 1) * size));
}

function geometry({ shape }: NamedArray): Omit<Rows, "images"> {
  const [channels, height, width] = shape.slice(-3) as [number, number, number];
  return { channels, height, width };
}

/** Ten to a row, each row of images above the row of its copies. */
function pairs(images: NamedArray, recon: NamedArray): Rows {
  const [above, below] = [split(images), split(recon)];
  const rows = [];
  for (let from = 0; from < above.length; from += 10) rows.push(above.slice(from, from + 10), below.slice(from, from + 10));
  return { images: rows, ...geometry(images) };
}

function chunks(images: NamedArray, columns: number): Rows {
  const all = split(images);
  return { images: Array.from({ length: Math.ceil(all.length / columns) }, (_, row) => all.slice(row * columns, (row + 1) * columns)), ...geometry(images) };
}

/** Glides from what it shows to the next snapshot. */
function Mosaic({ rows, testid, label }: { rows: Rows; testid: string; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useRef<Float32Array | null>(null);
  const columns = Math.max(...rows.images.map((row) => row.length));
  const width = columns * (rows.width + GAP) - GAP;
  const height = rows.images.length * (rows.height + GAP) - GAP;
  useLayoutEffect(() => {
    const target = together(rows, width, height);
    const from = shown.current?.length === target.length ? shown.current : target;
    const context = canvas.current!.getContext("2d")!;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let frame = 0;
    const began = performance.now();
    const step = (now: number) => {
      const part = calm ? 1 : Math.min(1, Math.max(0, (now - began) / GLIDE_MS));
      const mix = part === 1 ? target : from.map((value, i) => value + part * (target[i]! - value));
      shown.current = mix;
      context.putImageData(new ImageData(imagePixels(mix, rows.channels), width), 0, 0);
      if (part < 1) frame = requestAnimationFrame(step);
      else canvas.current!.dataset["painted"] = String(Number(canvas.current!.dataset["painted"] ?? 0) + 1);
    };
    step(began);
    return () => cancelAnimationFrame(frame);
  }, [rows.images[0]?.[0]?.buffer, rows.images.at(-1)?.[0]?.buffer]);
  return <canvas ref={canvas} class="pixels mosaic" data-testid={testid} width={width} height={height} role="img" aria-label={label} />;
}

/** One picture in [0, 1], channel after channel. */
function together({ images, height, width, channels }: Rows, stride: number, total: number): Float32Array {
  const out = new Float32Array(channels * stride * total);
  images.forEach((row, r) =>
    row.forEach((image, c) => {
      for (let channel = 0; channel < channels; channel++)
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++)
            out[channel * stride * total + (r * (height + GAP) + y) * stride + c * (width + GAP) + x] = image[(channel * height + y) * width + x]! / 255;
    }),
  );
  return out;
}

/** With two latents, the map as it forms: what the decoder draws at each place, and where the encoder puts the images. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { CLASS_COLOURS, classColours, cssColour } from "../../../parts/drawing/colours";
import { imagePixels } from "../../../parts/drawing/pixels";
import { PointCloud } from "../../../parts/drawing/points";
import type { AxisWindow } from "../../../parts/latent/axis_scale";
import { fitWindows } from "../../../parts/latent/fit_windows";
import { counted } from "../../../parts/latent/numbers";
import type { LiveRun, View } from "../live";

const SIDE = 560;
/** How far the picture of a model with a prior reaches at least. */
const REACH = 3.4;
const GLIDE_MS = 300;

export function MapPicture({ run }: { run: LiveRun }) {
  const points = useRef<HTMLCanvasElement>(null);
  const lattice = useRef<HTMLCanvasElement>(null);
  const before = useRef<Float32Array | null>(null);
  const withImages = useSignal(false);
  const view = run.view.value;
  const flat = view?.["mu"]?.shape[1] === 2;
  const deterministic = !view?.["logvar"];
  useLayoutEffect(() => {
    if (!flat || !view) return undefined;
    const target = view["mu"]!.values as Float32Array;
    const from = before.current?.length === target.length ? before.current : target;
    const colours = classColours(view["labels"]!.values);
    const context = points.current!.getContext("2d")!;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const windows = windowsOf(target, !deterministic);
    let frame = 0;
    const began = performance.now();
    const step = (now: number) => {
      const part = calm ? 1 : Math.min(1, Math.max(0, (now - began) / GLIDE_MS));
      const places = part === 1 ? target : from.map((value, i) => value + part * (target[i]! - value));
      before.current = places;
      const image = new ImageData(SIDE, SIDE);
      new PointCloud(places).draw(new Uint32Array(image.data.buffer), SIDE, SIDE, ...windows, colours, 3);
      context.putImageData(image, 0, 0);
      if (part < 1) frame = requestAnimationFrame(step);
      else points.current!.dataset["painted"] = String(Number(points.current!.dataset["painted"] ?? 0) + 1);
    };
    step(began);
    return () => cancelAnimationFrame(frame);
  }, [view, flat]);
  useLayoutEffect(() => {
    if (flat && view?.["lattice"] && withImages.value) paintLattice(lattice.current!, view);
  }, [view, flat, withImages.value]);
  if (!flat || !view) return null;
  return (
    <figure class="run-map">
      <figcaption class="hint">
        {withImages.value ? `What the decoder draws at each place (quantiles of ${deterministic ? "a Gaussian fitted to the codes" : "the prior"})` : `Where the encoder puts ${counted(view["mu"]!.shape[0]!, "image")} it has not trained on, coloured by class`}
      </figcaption>
      <div class="map-surface">
        <canvas ref={points} class="map-layer" data-testid="map-points" width={SIDE} height={SIDE} style={{ visibility: withImages.value ? "hidden" : "visible" }} role="img" aria-label="Codes of the images" />
        <canvas ref={lattice} class="pixels map-layer" data-testid="map-lattice" style={{ visibility: withImages.value ? "visible" : "hidden" }} role="img" aria-label="Decoded images over the latent plane" />
      </div>
      <div class="button-row">
        <button type="button" class="chip" data-testid="map-of-points" aria-pressed={!withImages.value} onClick={() => (withImages.value = false)}>
          data points
        </button>
        <button type="button" class="chip" data-testid="map-of-images" aria-pressed={withImages.value} onClick={() => (withImages.value = true)}>
          decoded images
        </button>
        {!withImages.value && (
          <span class="legend-classes">
            {[...new Set(view["labels"]!.values as Int32Array)].sort((a, b) => a - b).map((label) => (
              <span key={label}>
                <i style={{ background: cssColour(CLASS_COLOURS[label % CLASS_COLOURS.length]!) }} />
                {label}
              </span>
            ))}
          </span>
        )}
      </div>
    </figure>
  );
}

/** All of the codes in sight. Those of a deterministic model lie anywhere; else the picture stays as it is while they move. */
function windowsOf(codes: Float32Array, hasPrior: boolean): [AxisWindow, AxisWindow] {
  if (!hasPrior) return fitWindows(codes);
  const reach = codes.reduce((furthest, value) => Math.max(furthest, 1.05 * Math.abs(value)), REACH);
  return [0, 1].map(() => ({ low: -reach, high: reach })) as [AxisWindow, AxisWindow];
}

/** (row, column, channel, height, width) bytes. */
function paintLattice(canvas: HTMLCanvasElement, view: View): void {
  const { shape, values } = view["lattice"]!;
  const [rows, columns, channels, height, width] = shape as [number, number, number, number, number];
  const size = rows * height * columns * width;
  const ink = new Float32Array(channels * size);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (let channel = 0; channel < channels; channel++)
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++)
            ink[channel * size + (row * height + y) * columns * width + column * width + x] = values[(((row * columns + column) * channels + channel) * height + y) * width + x]! / 255;
  canvas.width = columns * width;
  canvas.height = rows * height;
  canvas.getContext("2d")!.putImageData(new ImageData(imagePixels(ink, channels), columns * width), 0, 0);
}

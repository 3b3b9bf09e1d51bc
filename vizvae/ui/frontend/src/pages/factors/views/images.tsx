/** The image that was drawn, and the one that the model decodes. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { effect } from "@preact/signals";
import { bytePixels, imagePixels, paint, type Rgba } from "../../../parts/drawing/pixels";
import type { Exploration } from "../exploration";
import type { FactorPage } from "../page";

interface Props {
  page: FactorPage;
  exploration: Exploration;
}

export function TrueImage({ page, exploration }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, channels } = exploration.model.image;
  useStill(canvas, page.firstImages.value[0], () => exploration.shown.peek() !== null);
  useLayoutEffect(() => {
    let count = 0;
    let pixels: Rgba = new Uint8ClampedArray(4 * width * height);
    let before = "";
    return effect(() => {
      const shown = exploration.shown.value;
      if (!shown) return;
      const { neighbourhood, row } = shown;
      const name = `${neighbourhood.centre.join()} ${row}`;
      if (name === before) return;
      before = name;
      paint(canvas.current!, bytePixels(neighbourhood.image(row), channels, pixels), width);
      canvas.current!.dataset["frame"] = String(++count);
    });
  }, [exploration]);
  return (
    <figure class="bench-image true-image">
      <canvas ref={canvas} class="pixels" data-testid="true-image" width={width} height={height} role="img" aria-label="The image that was drawn" />
      <figcaption>what was drawn</figcaption>
    </figure>
  );
}

export function DecodedImage({ page, exploration }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, channels } = exploration.model.image;
  useStill(canvas, page.firstImages.value[1], () => page.decoding.ready.peek());
  useLayoutEffect(() => {
    const pixels: Rgba = new Uint8ClampedArray(4 * width * height);
    return page.decoding.onFrame(({ mean, count }) => {
      paint(canvas.current!, imagePixels(mean, channels, pixels), width);
      canvas.current!.dataset["frame"] = String(count);
    });
  }, [exploration]);
  const preview = exploration.preview.value;
  return (
    <figure class="bench-image decoded-image">
      <canvas ref={canvas} class="pixels" data-testid="decoded-image" width={width} height={height} role="img" aria-label="The image decoded from the latents" />
      <figcaption data-preview={preview !== null}>{preview ? preview.label : "what the model draws"}</figcaption>
    </figure>
  );
}

/** Sent along by the server, so that nothing is blank before the live image is here. */
function useStill(canvas: { current: HTMLCanvasElement | null }, url: string, isLive: () => boolean): void {
  useLayoutEffect(() => {
    const still = new Image();
    still.onload = () => {
      const element = canvas.current;
      if (element && !isLive()) element.getContext("2d")!.drawImage(still, 0, 0);
    };
    still.src = url;
    return () => {
      still.onload = null;
    };
  }, [url]);
}

/** The image under the pointer, how usual its point is, and the buttons that are always in reach. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { imagePixels, paint, type Rgba } from "../../drawing/pixels";
import type { App } from "../app";
import type { Workspace } from "../workspace";
import { FRAME_MS } from "../../runtime/decoder";
import { Gauge } from "./gauge";
import { Toolbar } from "./toolbar";

interface Props {
  app: App;
  workspace: Workspace;
}

export function Stage({ app, workspace }: Props) {
  const isLive = !(app.failed.value && app.pictures.value);
  return (
    <section class="stage" aria-label="Decoded image">
      <MainImage app={app} workspace={workspace} />
      <div class="stage-side">
        <Caption app={app} workspace={workspace} />
        <Pace app={app} />
        {isLive && <Gauge app={app} />}
      </div>
      {isLive && <Toolbar app={app} workspace={workspace} />}
    </section>
  );
}

function MainImage({ app, workspace }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { height, width } = workspace.model.image;
  const firstImage = app.firstImage.value;

  useLayoutEffect(() => {
    const element = canvas.current!;
    let pixels: Rgba = new Uint8ClampedArray();
    return app.live.onFrame(({ decoded, count }) => {
      const { image } = app.workspace.peek().model;
      resize(element, image.width, image.height);
      const length = 4 * image.height * image.width;
      if (decoded.mean.length !== (length / 4) * image.channels) return; // of a model that has just been left
      if (pixels.length !== length) pixels = new Uint8ClampedArray(length);
      paint(element, imagePixels(decoded.mean, image.channels, pixels), image.width);
      element.dataset["frame"] = String(count);
    });
  }, [app]);

  useLayoutEffect(() => {
    if (!firstImage) return undefined;
    const element = canvas.current!;
    const still = new Image();
    still.onload = () => {
      if (app.live.ready.peek()) return; // the live image has come first
      resize(element, width, height);
      element.getContext("2d")!.drawImage(still, 0, 0, width, height);
    };
    still.src = firstImage;
    return () => (still.onload = null);
  }, [firstImage]);

  return <canvas ref={canvas} class="pixels main-image" data-testid="main-image" role="img" aria-label="Image decoded at the shown point" />;
}

/** Setting a canvas's size empties it, so only for a size that is new. */
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

function Caption({ app, workspace }: Props) {
  return (
    <p class="caption" data-testid="caption" data-preview={app.live.preview.value !== null}>
      {captionOf(app, workspace)}
    </p>
  );
}

/** Of a model that cannot follow the pointer at every frame: said, so that nobody takes the machine or the page for broken. */
function Pace({ app: { live } }: { app: App }) {
  const decoder = live.decoder.value;
  if (!decoder) return null;
  const onServer = decoder.where === "server";
  const ms = decoder.msPerImage;
  if (ms <= FRAME_MS && !onServer) return null;
  const pace = ms < 1000 ? `about ${Math.round(1000 / ms)} images a second` : `an image in about ${Math.round(ms / 1000)} s`;
  const why = decoder.lacks ? `The browser's ONNX Runtime lacks ${decoder.lacks}` : "This browser cannot run the decoder";
  const remedy = decoder.lacks ? " Export the decoder without it to have it drawn here." : "";
  return (
    <p class="hint" data-testid="pace">
      {onServer
        ? `${why}, so the server draws the image: ${pace}. Strips and lattices are left out.${remedy}`
        : `Decodes ${pace} here. Everything else is drawn when the pointer rests.`}
    </p>
  );
}

function captionOf({ live, failed, pictured }: App, { model, origin }: Workspace): string {
  if (failed.value && pictured.value) return pictured.value;
  if (failed.value) return `${model.title} is not live: this image cannot move.`;
  if (!live.ready.value) return `Loading ${model.title} …`;
  return live.preview.value ? `Looking at ${live.preview.value.label}` : origin.value;
}

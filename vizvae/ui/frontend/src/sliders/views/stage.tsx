/** The image under the pointer, how usual its point is, and the buttons that are always in reach. */

import { useEffect, useRef } from "preact/hooks";
import { greyPixels, paint, type Rgba } from "../../drawing/pixels";
import type { App } from "../app";
import type { Workspace } from "../workspace";
import { Gauge } from "./gauge";
import { Toolbar } from "./toolbar";

interface Props {
  app: App;
  workspace: Workspace;
}

export function Stage({ app, workspace }: Props) {
  return (
    <section class="stage" aria-label="Decoded image">
      <MainImage app={app} workspace={workspace} />
      <div class="stage-side">
        <Caption app={app} workspace={workspace} />
        <Gauge app={app} />
        <Toolbar app={app} workspace={workspace} />
      </div>
    </section>
  );
}

function MainImage({ app, workspace }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pixels = useRef<Rgba | null>(null);
  const { height, width } = workspace.model.image;
  const firstImage = app.firstImage.value;

  useEffect(
    () =>
      app.live.onFrame(({ decoded, count }) => {
        const element = canvas.current!;
        const { image } = app.workspace.peek().model;
        resize(element, image.width, image.height);
        if (pixels.current?.length !== 4 * decoded.mean.length) pixels.current = new Uint8ClampedArray(4 * decoded.mean.length);
        paint(element, greyPixels(decoded.mean, pixels.current), image.width);
        element.dataset["frame"] = String(count);
      }),
    [app],
  );

  useEffect(() => {
    const still = new Image();
    still.onload = () => {
      if (app.live.ready.peek() || app.firstImage.peek() !== firstImage) return;
      resize(canvas.current!, width, height);
      canvas.current!.getContext("2d")!.drawImage(still, 0, 0, width, height);
    };
    if (firstImage) still.src = firstImage;
  }, [firstImage]);

  return <canvas ref={canvas} class="pixels main-image" data-testid="main-image" role="img" aria-label="Image decoded from the sliders" />;
}

/** Setting a canvas's size empties it, so only for a size that is new. */
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

function Caption({ app, workspace }: Props) {
  const preview = app.live.preview.value;
  const loading = !app.live.ready.value;
  return (
    <p class="caption" data-testid="caption" data-preview={preview !== null}>
      {loading ? `Loading ${workspace.model.title} …` : preview ? `Looking at ${preview.label}` : workspace.origin.value}
    </p>
  );
}

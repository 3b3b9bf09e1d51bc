/** The input beside its reconstruction, and how well the model explains it, in nats. */

import { useComputed } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { bytePixels, differencePixels, imagePixels, paint, type Rgba } from "../../drawing/pixels";
import type { App } from "../app";
import type { Frame } from "../live";
import type { ImageInput, Workspace } from "../workspace";
import { ImageCanvas } from "./image_canvas";
import { Scores } from "./scores";

interface Props {
  app: App;
  workspace: Workspace;
}

/** So high a window has room for image, buttons and scores, one below the other. */
const ROOM_PX = 1000;

/** Folded where it would not fit below the image. */
export function EvidencePanel({ app, workspace, isNarrow }: Props & { isNarrow: boolean }) {
  const input = workspace.input.value;
  const [open] = useState(!isNarrow && window.innerHeight >= ROOM_PX);
  return (
    <details class="evidence" open={open}>
      <summary class="heading">Input, reconstruction, scores</summary>
      {input ? <Comparison app={app} workspace={workspace} input={input} /> : <p class="hint">No input yet: choose or draw an input, and it is compared with its reconstruction and scored.</p>}
      <Scores app={app} workspace={workspace} />
    </details>
  );
}

function Comparison({ app, workspace, input }: Props & { input: ImageInput }) {
  const { channels, height, width } = workspace.model.image;
  const original = useMemo(() => bytePixels(input.grey, channels), [input]);
  const scored = useMemo(() => imagePixels(input.scored, channels), [input]);
  return (
    <>
      <div class="quartet">
        <figure>
          <ImageCanvas rgba={original} width={width} height={height} label={`Original: ${input.title}`} />
          <figcaption>original</figcaption>
        </figure>
        {input.binarisation && (
          <figure>
            <ImageCanvas rgba={scored} width={width} height={height} label="The binarised image that is encoded and scored" />
            <figcaption title="Black and white: this is what the encoder sees and what the scores below are of">scored</figcaption>
          </figure>
        )}
        <figure>
          <LivePixels app={app} workspace={workspace} label="Reconstruction: the image at the shown point" draw={({ decoded }, out) => imagePixels(decoded.mean, channels, out)} />
          <figcaption>recon&shy;struction</figcaption>
        </figure>
        <figure>
          <LivePixels
            app={app}
            workspace={workspace}
            label="Difference between reconstruction and scored image"
            draw={({ decoded }, out) => differencePixels(decoded.mean, input.scored, channels, out)}
          />
          <figcaption>difference</figcaption>
        </figure>
      </div>
      <div class="below-quartet">
        {input.binarisation && <BinarisationChoice app={app} workspace={workspace} />}
        <div class="legend" title="Difference: reconstruction minus scored image">
          too dark <i class="legend-ramp" /> too bright
        </div>
      </div>
    </>
  );
}

interface LiveProps extends Props {
  label: string;
  draw(frame: Frame, out: Rgba): Rgba;
}

/** Painted with every frame, past Preact. */
function LivePixels({ app, workspace, label, draw }: LiveProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { channels, height, width } = workspace.model.image;
  const latestDraw = useRef(draw);
  latestDraw.current = draw;
  const input = workspace.input.value;
  useLayoutEffect(() => {
    const element = canvas.current!;
    const pixels: Rgba = new Uint8ClampedArray(4 * height * width);
    return app.live.onFrame((frame) => {
      if (frame.decoded.mean.length === channels * height * width) paint(element, latestDraw.current(frame, pixels), width);
    });
  }, [app, input, channels, height, width]);
  return <canvas ref={canvas} class="pixels" width={width} height={height} role="img" aria-label={label} />;
}

/** A Bernoulli decoder gives probabilities to black-and-white images: a grey one has no likelihood under it. */
function BinarisationChoice({ app, workspace }: Props) {
  const isDrawn = useComputed(() => workspace.binarisation.value === "draw");
  return (
    <label class="choice">
      <span title="This decoder gives probabilities to black-and-white pixels, so that a grey image must be made black and white before it can be scored: white from one half on, or each pixel white with a chance equal to its grey level, drawn once with a fixed seed.">
        Scored as
      </span>
      <select
        data-testid="binarisation"
        value={isDrawn.value ? "draw" : "threshold"}
        onChange={(event) => void app.actions.setBinarisation(event.currentTarget.value === "draw" ? "draw" : "threshold")}
      >
        <option value="threshold">threshold at ½</option>
        <option value="draw">random draw</option>
      </select>
    </label>
  );
}

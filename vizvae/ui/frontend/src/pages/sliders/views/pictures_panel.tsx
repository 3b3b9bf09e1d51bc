/** What Python drew of a model whose decoder this browser cannot run: one latent at a time, in steps. */

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { bytePixels, paint, stripPixels, stripWidth } from "../../../parts/drawing/pixels";
import { counted, formatLatent } from "../../../parts/latent/numbers";
import { fetchBytes } from "../../../parts/runtime/fetching";
import { reason } from "../../../parts/explorer/actions";
import type { App } from "../../../parts/explorer/app";
import type { PageData } from "../../../parts/explorer/contract";
import type { Workspace } from "../../../parts/explorer/workspace";

type Drawn = NonNullable<PageData["pictures"]>;
type Row = Drawn["rows"][number];

const GAP = 1;

interface Props {
  app: App;
  workspace: Workspace;
  pictures: Drawn;
}

export function PicturesPanel({ app, workspace, pictures }: Props) {
  const bytes = useSignal<Uint8Array<ArrayBuffer> | null>(null);
  const { latentDim } = workspace.model;
  useEffect(() => {
    fetchBytes(pictures.url, "the pictures")
      .then((found) => (bytes.value = found))
      .catch((error: unknown) => app.messages.error(`The pictures are missing: ${reason(error)}.`));
  }, [pictures]);
  const left = latentDim - pictures.rows.length;
  return (
    <section class="rows" aria-label="Pictures of the latents" data-testid="pictures" data-ready={bytes.value !== null} data-skip-target>
      <div class="rows-key">
        <h3>Pictures drawn beforehand</h3>
        <p class="hint">
          This browser cannot run the decoder of {workspace.model.title}, so nothing here is live. Python drew {pictures.steps} pictures along each latent, with all
          others where this file opens.{left > 0 && ` ${counted(left, "latent")} of the least weight ${left === 1 ? "is" : "are"} left out.`}
        </p>
      </div>
      {bytes.value && pictures.rows.map((row, place) => <PictureRow key={row.latent} app={app} workspace={workspace} pictures={pictures} row={row} bytes={partOf(bytes.value!, place, pictures.rows.length)} />)}
    </section>
  );
}

function PictureRow({ app, workspace, pictures: { steps, z }, row, bytes }: Props & { row: Row; bytes: Uint8Array<ArrayBuffer> }) {
  const strip = useRef<HTMLCanvasElement>(null);
  const { channels, height, width } = workspace.model.image;
  const valueAt = (step: number) => row.low + ((row.high - row.low) * step) / (steps - 1);
  const nearest = Math.round(((z[row.latent]! - row.low) / (row.high - row.low || 1)) * (steps - 1));
  const step = useSignal(Math.min(steps - 1, Math.max(0, nearest)));
  const name = workspace.nameOf(row.latent);
  const show = (to: number) => {
    step.value = to;
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    paint(canvas, bytePixels(partOf(bytes, to, steps), channels), width);
    app.firstImage.value = canvas.toDataURL();
    app.pictured.value = `Drawn beforehand: ${name} = ${formatLatent(valueAt(to))}`;
  };
  useLayoutEffect(() => {
    paint(strip.current!, stripPixels(Float32Array.from(bytes, (byte) => byte / 255), steps, height, width, GAP, channels), stripWidth(steps, width, GAP));
    if (!app.firstImage.peek()) show(step.peek()); // a link leads where no picture is of
  }, [bytes]);
  return (
    <div class="row" role="group" aria-label={name}>
      <div class="row-head">
        <span>{name}</span>
        <output class="row-value">{formatLatent(valueAt(step.value))}</output>
      </div>
      <div class="axis">
        <input
          type="range"
          class="slider"
          data-testid={`picture-slider-${row.latent}`}
          aria-label={name}
          aria-valuetext={formatLatent(valueAt(step.value))}
          min={0}
          max={steps - 1}
          step={1}
          value={step.value}
          onInput={(event) => show(event.currentTarget.valueAsNumber)}
        />
        <canvas ref={strip} class="pixels strip" width={stripWidth(steps, width, GAP)} height={height} aria-hidden="true" />
      </div>
    </div>
  );
}

/** One of `count` equal parts. */
function partOf(bytes: Uint8Array<ArrayBuffer>, place: number, count: number): Uint8Array<ArrayBuffer> {
  const size = bytes.length / count;
  return bytes.subarray(place * size, (place + 1) * size);
}

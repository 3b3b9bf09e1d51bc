/** Thumbnails of the data: hover to look, click to take one as the input. */

import { counted } from "../../latent/numbers";
import { useMemo, useRef, useState } from "preact/hooks";
import { atlasStyle } from "../../drawing/atlas";
import { permutation } from "../../latent/random";
import type { App } from "../app";
import { imageTitle } from "../resources";
import type { Workspace } from "../workspace";
import { useAtlas } from "./use_atlas";

interface Props {
  app: App;
  workspace: Workspace;
}

const SHOWN = 60;

export function DataRail({ app, workspace }: Props) {
  const { data } = workspace.model;
  const [label, setLabel] = useState<number | null>(null);
  const [seed, setSeed] = useState(1);
  const [page, setPage] = useState(0);
  const order = useMemo(
    () => permutation(seed, data.count).filter((index) => label === null || data.labels[index] === label),
    [seed, label, data.key],
  );
  const pages = Math.max(1, Math.ceil(order.length / SHOWN));
  const shown = order.slice((page % pages) * SHOWN, (page % pages + 1) * SHOWN);
  const choose = (next: number | null) => {
    setLabel(next);
    setPage(0);
  };
  return (
    <div class="rail-panel">
      <div class="rail-bar">
        <div class="chips" role="group" aria-label="Show one class only">
          <Chip pressed={label === null} onClick={() => choose(null)}>
            all
          </Chip>
          {data.classNames.map((name, i) => (
            <Chip key={name} pressed={label === i} onClick={() => choose(i)}>
              {name}
            </Chip>
          ))}
        </div>
        <div class="button-row">
          <button type="button" class="button" data-testid="rail-more" disabled={pages < 2} onClick={() => setPage(page + 1)}>
            More
          </button>
          <button
            type="button"
            class="button"
            data-testid="rail-shuffle"
            onClick={() => {
              setSeed(seed + 1);
              setPage(0);
            }}
          >
            Shuffle
          </button>
        </div>
      </div>
      <Thumbnails app={app} workspace={workspace} indices={shown} />
      <p class="hint">
        {data.title}: {counted(order.length, "image")}{label === null ? "" : ` of class ${data.classNames[label]}`}. Point at one to
        see what the model makes of it, click to take it as the input.
      </p>
    </div>
  );
}

function Chip({ pressed, onClick, children }: { pressed: boolean; onClick(): void; children: string }) {
  return (
    <button type="button" class="chip" aria-pressed={pressed} onClick={onClick}>
      {children}
    </button>
  );
}

/** One tab stop for all sixty: arrows go on from there. */
function Thumbnails({ app, workspace, indices }: Props & { indices: number[] }) {
  const rail = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(0);
  const chosen = workspace.input.value?.spec;
  const atlas = useAtlas(app.images.value, workspace.model.image, indices);
  const walk = (event: KeyboardEvent) => {
    const thumbs = [...rail.current!.children] as HTMLElement[];
    // As many as stand in the first row; beside the last row there may be nothing to go down to.
    const columns = thumbs.filter(({ offsetTop }) => offsetTop === thumbs[0]!.offsetTop).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -stop, End: indices.length - 1 - stop }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = stop + step;
    if (!thumbs[next]) return;
    setStop(next);
    thumbs[next].focus();
  };
  const look = (index: number) => {
    const mu = app.live.reference.peek()?.mu;
    const { latentDim } = workspace.model;
    if (!mu || app.actions.animation.running.peek()) return;
    app.live.preview.value = { z: mu.slice(index * latentDim, (index + 1) * latentDim), label: imageTitle(workspace.model, index) };
  };
  const stopLooking = () => (app.live.preview.value = null);
  return (
    <div ref={rail} class="rail" data-testid="rail" role="group" aria-label="Data images" onKeyDown={walk} onPointerLeave={stopLooking}>
      {indices.map((index, position) => (
        <button
          key={index}
          type="button"
          class="thumb pixels"
          data-testid={`thumb-${index}`}
          tabIndex={position === Math.min(stop, indices.length - 1) ? 0 : -1}
          aria-label={imageTitle(workspace.model, index)}
          aria-pressed={chosen?.kind === "data" && chosen.index === index}
          onFocus={() => setStop(position)}
          onPointerEnter={(event) => event.pointerType === "mouse" && !event.buttons && look(index)}
          onClick={() => void app.actions.chooseImage(index)}
          style={atlas ? atlasStyle(atlas, position, indices.length) : {}}
        />
      ))}
    </div>
  );
}

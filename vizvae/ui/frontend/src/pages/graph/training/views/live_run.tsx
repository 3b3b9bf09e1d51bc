import { counted, percent } from "../../../../parts/latent/numbers";
import { Explained } from "../../../../parts/widgets/explained";
import { CLASS_COLOURS, cssColour } from "../../../../parts/drawing/colours";
import type { Run } from "../contract";
import { hasEnded } from "../ended";
import type { Training } from "../training";
import { LivePicture } from "./live_picture";

/** A run from near: where its nodes are. Its curves are a figure of Python's, below. */
export function LiveRun({ training, run }: { training: Training; run: Run }) {
  void training.news.value;
  const seen = training.seen;
  if (!seen || seen.id !== run.id || seen.film.last < 0)
    return <p class="hint">{hasEnded(run) ? "" : run.state === "waiting" ? "It begins as soon as the one before it has ended." : "Opening the graph …"}</p>;
  const { film } = seen;
  return (
    <div class="live">
      <figure class="picture">
        <figcaption>
          <strong>
            {run.name}, epoch <output data-testid="shown-epoch">{training.epoch}</output>
          </strong>{" "}
          <span class="hint">
            {run.latentDim > 2 ? `the two widest directions of ${run.latentDim} latents (PCA), turned so that nothing flips` : "the model's latents themselves"}; lines are training edges
          </span>
        </figcaption>
        <LivePicture training={training} seen={seen} />
        <Scrubber training={training} last={film.last} />
        <Classes names={run.facts?.classNames ?? []} />
      </figure>
      <Result run={run} />
    </div>
  );
}

/** A component of its own: the place changes at every frame, and only what shows it is to be drawn anew. */
function Scrubber({ training, last }: { training: Training; last: number }) {
  return (
    <div class="film">
      <button type="button" class="button" data-testid="replay" onClick={() => training.replay()}>
        Watch again
      </button>
      <input
        type="range"
        class="slider"
        data-testid="film"
        aria-label="Epoch shown"
        aria-valuetext={`epoch ${training.epoch.value}`}
        min={0}
        max={Math.max(last, 1e-6)}
        step="any"
        value={training.place.value}
        onInput={(event) => training.seek(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}

function Result({ run }: { run: Run }) {
  if (!run.result) return null;
  return (
    <p data-testid="result">
      On {counted(run.result.testEdges, "test edge")}, looked at only now: <Explained text="AUC" /> <b>{percent(run.result.auc, 1)}</b>, <Explained text="average precision" />{" "}
      <b>{percent(run.result.ap, 1)}</b>, against as many pairs that are no edges. Kept is epoch {run.result.keptEpoch}
      {run.state === "done" && `, as ${run.name}`}.
      {run.result.testEdges < 50 && " So few edges say little: another split may well give a very different number."}
    </p>
  );
}

function Classes({ names }: { names: readonly string[] }) {
  return (
    <div class="map-legend">
      {names.slice(0, 12).map((name, label) => (
        <span key={name} class="legend-class">
          <i style={{ background: cssColour(CLASS_COLOURS[label % CLASS_COLOURS.length]!) }} />
          {name}
        </span>
      ))}
    </div>
  );
}

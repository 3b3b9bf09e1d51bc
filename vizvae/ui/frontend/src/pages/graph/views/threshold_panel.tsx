/** How many pairs count as edges: everything on the page follows this slider. */

import { counted, formatCount, formatShort, percent } from "../../../parts/latent/numbers";
import { Explained } from "../../../parts/widgets/explained";
import { useSignal } from "@preact/signals";
import type { EdgeKind } from "../contract";
import { cssColour } from "../../../parts/drawing/colours";
import { EDGE_COLOURS } from "../colouring";
import type { GraphPage } from "../page";
import { MOST_DRAWN } from "../painting";
import { countsAt, probabilityDecimals, sigmoid } from "../reconstruction";
import { Curves } from "./curves";
import { EdgeParts } from "./edge_parts";

const KINDS: readonly { key: EdgeKind; label: string; title: string }[] = [
  { key: "found", label: "found", title: "Real edges that the model predicts (true positives)" },
  { key: "invented", label: "invented", title: "Predicted pairs that are no edges (false positives): drawn around the node in question, and with this for all" },
  { key: "missed", label: "missed", title: "Real edges that the model does not predict (false negatives)" },
];

const whole = (value: number) => formatCount(Math.round(value));
const share = (value: number) => (value >= 0.1 ? percent(100 * value, 1) : `${formatShort(100 * value)}\u00a0%`);

/** The slider, and what it makes of the pairs: beside the pictures, which follow it. */
export function Threshold({ page }: { page: GraphPage }) {
  const byRank = useSignal(false);
  const bundle = page.bundle.value;
  const counts = page.threshold.counts.value;
  const model = page.model.value;
  if (!bundle || !counts) return <p class="hint">Loading the graph …</p>;
  const last = bundle.thresholds.length - 1;
  const most = Math.log(bundle.predicted[last]!);
  const amount: Record<EdgeKind, number> = { found: counts.found, invented: counts.invented, missed: counts.missed };
  return (
    <section class="threshold threshold-bar" aria-label="Predicted edges">
      <label class="threshold-slider">
        <span>
          {byRank.value ? (
            <>
              The <output data-testid="predicted">{whole(counts.predicted)}</output> likeliest pairs
            </>
          ) : (
            <>
              Pairs with a probability of at least <output data-testid="probability">{sigmoid(counts.logit).toFixed(probabilityDecimals(bundle.thresholds))}</output>
            </>
          )}
        </span>
        <input
          type="range"
          class="slider"
          data-testid="threshold"
          min={0}
          max={byRank.value ? most : last}
          step={byRank.value ? "any" : 1}
          value={byRank.value ? Math.log(Math.max(1, counts.predicted)) : page.threshold.index.value}
          aria-valuetext={`${counted(counts.predicted, "pair")} predicted`}
          onInput={(event) => {
            const value = event.currentTarget.valueAsNumber;
            if (byRank.value) page.threshold.predict(Math.exp(value));
            else page.threshold.moveTo(Math.round(value));
          }}
        />
      </label>
      <div class="button-row">
        <button type="button" class="chip" data-testid="by-probability" aria-pressed={!byRank.value} onClick={() => (byRank.value = false)}>
          by probability
        </button>
        <button type="button" class="chip" data-testid="by-rank" aria-pressed={byRank.value} onClick={() => (byRank.value = true)}>
          by rank: the best K
        </button>
        <button type="button" class="button" data-testid="as-many" title="Predict as many pairs as there are edges" onClick={() => page.threshold.predict(model.numEdges)}>
          as many as there are edges
        </button>
      </div>
      <div class="kinds">
        {KINDS.map(({ key, label, title }) => (
          <button key={key} type="button" class="kind" data-testid={`kind-${key}`} title={title} aria-pressed={page.edges.kinds.value.includes(key)} onClick={() => page.edges.toggle(key)}>
            <i style={{ background: cssColour(EDGE_COLOURS[key]) }} />
            <b data-testid={`count-${key}`}>{whole(amount[key])}</b> {label}
          </button>
        ))}
      </div>
      {counts.invented > MOST_DRAWN && page.edges.kinds.value.includes("invented") && (
        <p class="hint">
          Drawn of the invented ones: the {whole(Math.min(MOST_DRAWN, bundle.candidates.length / 2))} likeliest.
        </p>
      )}
    </section>
  );
}

/** How good the predictions are, over all pairs. */
export function ThresholdPanel({ page }: { page: GraphPage }) {
  const counts = page.threshold.counts.value;
  if (!counts) return null;
  return (
    <section class="threshold" aria-label="How good they are">
      <EdgeParts page={page} />
      <dl class="scores">
        <Figure id="precision" name="precision" value={share(counts.precision)} note="of the predicted are real" />
        <Figure id="recall" name="recall" value={share(counts.recall)} note="of the real are predicted" />
        <Figure id="f1" name="F1" value={counts.f1.toFixed(4)} note="over the whole graph" />
      </dl>
      <p class="hint" data-testid="unseen">
        Of the pairs the model has not seen: {whole(counts.predicted - counts.found + counts.testFound)} predicted, {whole(counts.testFound)} of them held-out test
        edges (precision {share(counts.testPrecision)}, recall {share(counts.testRecall)}).
      </p>
      <Curves page={page} />
      <Why page={page} />
    </section>
  );
}

function Figure({ id, name, value, note }: { id: string; name: string; value: string; note: string }) {
  return (
    <div class="score">
      <dt>{name}</dt>
      <dd>
        <output data-testid={id}>{value}</output>
        <small>{note}</small>
      </dd>
    </div>
  );
}

/** With this graph's own numbers. */
function Why({ page }: { page: GraphPage }) {
  const { numEdges, numPairs: pairs } = page.model.value;
  const scores = page.scores.value;
  const bundle = page.bundle.value!;
  const half = bundle.thresholds.findIndex((logit) => logit < 0);
  const at = half < 0 ? bundle.thresholds.length - 1 : Math.max(0, half - 1);
  const { predicted: said, found: right, precision } = countsAt(bundle, at);
  return (
    <details class="explain" data-testid="why">
      <summary>How far to trust these edges?</summary>
      {scores && (
        <p>
          The usual score of such a model, <Explained text="AUC" />, is {percent(scores.auc, 1)} here (<Explained text="average precision" /> {percent(scores.ap, 1)}). It is measured on held-out
          edges against <em>as many</em> non-edges: shown one of each, the model picks the right one {scores.auc.toFixed(0)} times in 100.
        </p>
      )}
      <p>
        A graph is not like that. Of its {whole(pairs)} pairs, only {whole(numEdges)} are edges: one in {whole(pairs / numEdges)}. At probability ½ the model predicts{" "}
        <span data-testid="why-predicted">{whole(said)}</span> pairs, of which <span data-testid="why-found">{whole(right)}</span> are real: a precision of {share(precision)}. A small share of a large number of non-edges is
        still more than all the edges.
      </p>
      <p>
        The cure is to ask for few: <em>by rank</em>, the best K pairs. The counts here are over all pairs, the training edges included, which the model has seen.
      </p>
    </details>
  );
}

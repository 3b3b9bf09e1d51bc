import { useComputed } from "@preact/signals";
import type { Bundle } from "../bundle";
import type { GraphPage } from "../page";
import { countsAt, type Counts } from "../reconstruction";

const SIZE = 100;
const POINTS = 160;

/**
 * Precision against recall, and the ROC curve, over the whole graph, with the present threshold on both, which follows the hand. What
 * vizvae.figures.plot_roc_pr draws is another thing: hidden edges against as many pairs that are none.
 */
export function Curves({ page }: { page: GraphPage }) {
  const lines = useComputed(() => {
    const data = page.bundle.value!;
    const all = sampled(data).map((index) => countsAt(data, index));
    return { pr: path(all, precisionRecall), roc: path(all, roc) };
  });
  const now = page.threshold.counts.value!;
  return (
    <div class="curves">
      <Plot id="pr" title="precision against recall" path={lines.value.pr} at={precisionRecall(now)} x="recall" y="precision" />
      <Plot id="roc" title="ROC over the whole graph" path={lines.value.roc} at={roc(now)} x="false positive rate" y="recall" />
    </div>
  );
}

const precisionRecall = ({ recall, precision }: Counts) => [recall, precision] as const;
const roc = ({ falsePositiveRate, recall }: Counts) => [falsePositiveRate, recall] as const;

function sampled({ thresholds }: Bundle): number[] {
  const last = thresholds.length - 1;
  return [...new Set(Array.from({ length: POINTS }, (_, i) => Math.round((i * last) / (POINTS - 1))))];
}

function path(all: Counts[], place: (counts: Counts) => readonly [number, number]): string {
  return all.map((counts) => place(counts).map((value, axis) => (axis ? SIZE * (1 - value) : SIZE * value).toFixed(2)).join(" ")).join("L");
}

function Plot({ id, title, path, at: [x, y], x: nameX, y: nameY }: { id: string; title: string; path: string; at: readonly [number, number]; x: string; y: string }) {
  return (
    <figure class="curve">
      <div class="curve-plot">
        <Ends testid={`${id}-up`} from={1} to={0} />
        <svg viewBox={`-4 -4 ${SIZE + 8} ${SIZE + 8}`} role="img" aria-label={title}>
          <rect width={SIZE} height={SIZE} class="curve-frame" />
          <path d={`M${path}`} class="curve-line" />
          <circle cx={SIZE * x} cy={SIZE * (1 - y)} r="4" class="curve-now" data-testid={`${id}-now`} />
        </svg>
        <Ends testid={`${id}-across`} from={0} to={1} />
      </div>
      <figcaption>
        {nameY} ↑, {nameX} →
      </figcaption>
    </figure>
  );
}

/** The numbers of an axis: both run from 0 to 1. */
function Ends({ testid, from, to }: { testid: string; from: number; to: number }) {
  return (
    <div class="curve-ends" data-testid={testid} aria-hidden="true">
      {[from, 0.5, to].map((value) => (
        <span key={value}>{value}</span>
      ))}
    </div>
  );
}

/** The bound and its two terms, for the training images as they come and the validation images after each pass. */

import { LineChart, type Line, type Mark } from "../../../parts/chart/line_chart";
import { useComputed } from "@preact/signals";
import type { LiveRun } from "../live";
import type { TrainingPage } from "../page";

const BLUE = "var(--data-blue)";
const ORANGE = "var(--data-orange)";
/** Of the runs beside: told apart by dashes from the run itself, and by name. */
const OTHERS = ["#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#e69f00"];
const NAMES: Record<string, string> = { beta: "β", learning_rate: "learning rate", capacity: "capacity", free_bits: "free bits" };

export function Curves({ page, run }: { page: TrainingPage; run: LiveRun }) {
  const marks = useComputed(() => marksOf(run));
  const deterministic = run.about.value!.config.objective.kind === "reconstruction";
  const lines = (name: string, validation: string): Line[] => [
    { name: "training", x: run.curve.value.column("steps", "epoch"), y: run.curve.value.column("steps", name), colour: BLUE },
    { name: "validation", x: run.curve.value.column("epochs", "epoch"), y: run.curve.value.column("epochs", validation), colour: ORANGE },
    ...page.beside.value
      .filter((other) => other.name !== run.name)
      .map((other, i) => ({
        name: other.name,
        x: other.curve.value.column("epochs", "epoch"),
        y: other.curve.value.column("epochs", validation),
        colour: OTHERS[i % OTHERS.length]!,
        dashed: true,
      })),
  ];
  if (!run.curve.value.column("steps", "epoch").length) return <p class="hint">The first point comes with the first steps.</p>;
  return (
    <div class="run-curves">
      {!deterministic && (
        <LineChart testid="curve-elbo" title="ELBO" unit="nats an image, higher is better" xName="passes over the data" lines={lines("elbo", "validation_elbo")} marks={marks.value} height={190} />
      )}
      <LineChart
        testid="curve-recon"
        title="Reconstruction"
        unit="−log p(x|z), nats: lower is a better copy"
        xName="passes over the data"
        lines={lines("recon_nll", "validation_recon_nll")}
        marks={marks.value}
      />
      {!deterministic && (
        <LineChart
          testid="curve-kl"
          title="KL"
          unit="nats: what the latents say beyond the prior"
          xName="passes over the data"
          lines={lines("kl", "validation_kl")}
          marks={marks.value}
        />
      )}
    </div>
  );
}

function marksOf(run: LiveRun): Mark[] {
  return run.curve.value.events
    .filter((event) => event.kind === "changed" || event.kind === "failed" || event.kind === "resumed")
    .map(({ kind, epoch, field, new: value }) => ({ x: epoch, label: kind === "changed" ? `${NAMES[field] ?? field} ${value}` : kind }));
}

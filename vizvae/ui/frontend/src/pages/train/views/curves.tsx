/** What the run's family has: of a VAE the bound and its two terms; for the training images as they come and the validation images after each pass. */

import { LineChart, type Line, type Mark } from "../../../parts/chart/line_chart";
import { useComputed } from "@preact/signals";
import type { CurveWords } from "../contract";
import type { LiveRun } from "../live";
import type { TrainingPage } from "../page";
import { averages } from "../words";

const BLUE = "var(--data-blue)";
const ORANGE = "var(--data-orange)";
/** Of the runs beside: told apart by dashes from the run itself, and by name. */
const OTHERS = ["#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#e69f00"];
/** The first says most. */
const FIRST_HEIGHT = 190;
const NAMES: Record<string, string> = { beta: "β", learning_rate: "learning rate", capacity: "capacity", free_bits: "free bits" };

export function Curves({ page, run }: { page: TrainingPage; run: LiveRun }) {
  const marks = useComputed(() => marksOf(run));
  const lines = ({ term, held_out }: CurveWords): Line[] => [
    { name: "training", x: run.curve.value.column("steps", "epoch"), y: run.curve.value.column("steps", term), colour: BLUE },
    ...(held_out ? [{ name: validationName(run), x: run.curve.value.column("epochs", "epoch"), y: validation(run, term), colour: ORANGE }] : []),
    ...page.beside.value
      .filter((other) => other.name !== run.name)
      .map((other, i) => ({
        name: other.name,
        x: other.curve.value.column("epochs", "epoch"),
        y: held_out ? validation(other, term, run.raw.value) : other.curve.value.column("epochs", term),
        colour: OTHERS[i % OTHERS.length]!,
        dashed: true,
      })),
  ];
  if (!run.curve.value.column("steps", "epoch").length) return <p class="hint">The first point comes with the first steps.</p>;
  return (
    <div class="run-curves">
      {run.about.value!.curves.map((curve, i) => (
        <LineChart
          key={curve.key}
          testid={`curve-${curve.key}`}
          title={curve.title}
          unit={curve.unit}
          xName="passes over the data"
          lines={lines(curve)}
          marks={marks.value}
          {...(i === 0 && { height: FIRST_HEIGHT })}
        />
      ))}
    </div>
  );
}

function validationName(run: LiveRun): string {
  if (!averages(run)) return "validation";
  return run.raw.value ? "validation, weights as they are" : "validation, averaged weights";
}

/** Of the average of the weights, or of the weights as they are where they have been scored, too. */
function validation(run: LiveRun, term: string, raw = run.raw.value): number[] {
  const asTheyAre = raw ? run.curve.value.column("epochs", `raw_validation_${term}`) : [];
  return asTheyAre.some(Number.isFinite) ? asTheyAre : run.curve.value.column("epochs", `validation_${term}`);
}

function marksOf(run: LiveRun): Mark[] {
  return run.curve.value.events
    .filter((event) => event.kind === "changed" || event.kind === "failed" || event.kind === "resumed")
    .map(({ kind, epoch, field, new: value }) => ({ x: epoch, label: kind === "changed" ? `${NAMES[field] ?? field} ${value}` : kind }));
}

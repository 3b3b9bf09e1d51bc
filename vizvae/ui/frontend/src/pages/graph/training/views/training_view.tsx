/** What it will take, the queue, and the run that is looked at. */

import { counted, formatSignificant } from "../../../../parts/latent/numbers";
import { MessageLine } from "../../../../parts/widgets/message_line";
import type { Cost, Plan } from "../contract";
import type { Training } from "../training";
import { LiveRun } from "./live_run";
import { OwnModels } from "./own_models";
import { RunRow } from "./run_row";
import { duration } from "./words";

export function TrainingView({ training }: { training: Training }) {
  const runs = training.runs.value;
  const plan = training.plan.value;
  return (
    <div class="training">
      {plan && (
        <p class="hint" data-testid="cost">
          {costText(plan, training.measured.value)}
        </p>
      )}
      {runs.length > 0 && (
        <ol class="runs" data-testid="runs">
          {runs.map((run) => (
            <RunRow key={run.id} training={training} run={run} isShown={run.id === training.shown.value?.id} />
          ))}
        </ol>
      )}
      {training.shown.value && <LiveRun training={training} run={training.shown.value} />}
      <OwnModels training={training} />
      <MessageLine messages={training.messages} />
    </div>
  );
}

function costText({ epochs, pictures, numParameters }: Plan, measured: Cost | string | null): string {
  const weights = `${counted(numParameters, "weight")} to learn`;
  if (typeof measured === "string") return `${weights}. What it takes could not be measured: ${measured}.`;
  if (measured === null) return `${weights}. Measuring how long it takes …`;
  const total = epochs * measured.step + pictures * measured.picture;
  const step = measured.step < 1 ? `${formatSignificant(1000 * measured.step, 2)} ms` : `${formatSignificant(measured.step, 2)} s`;
  return `${weights}. ${total < 1 ? "Less than a second" : `About ${duration(total)}`} on this machine: ${step} an epoch, measured on a few first steps.`;
}

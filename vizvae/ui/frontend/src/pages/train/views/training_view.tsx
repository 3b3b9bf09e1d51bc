/** The page above and below a run's curves and pictures. */

import { MessageLine } from "../../../parts/widgets/message_line";
import { ALIVE } from "../phases";
import type { TrainingPage } from "../page";
import { RunHead } from "./run_head";
import { RunLinks } from "./run_links";
import { RunsTable } from "./runs_table";
import { StepTrace } from "./step_trace";

export function TrainingHead({ page }: { page: TrainingPage }) {
  const run = page.shown.value;
  if (run) return <RunHead key={run.name} page={page} run={run} />;
  return (
    <p class="training-empty" data-testid="no-run">
      {page.listed.value && !page.runs.value.length ? "Nothing has been trained here yet. " : "No run is open. "}
      Choose a preset, press <strong>Start</strong>, and watch the model learn: its curves, its images and, with two latents, its map.
    </p>
  );
}

export function TrainingTail({ page }: { page: TrainingPage }) {
  const run = page.shown.value;
  const status = run?.status.value;
  return (
    <div class="training-page">
      {run && status && run.about.value && (
        <section class="run" key={run.name}>
          <StepTrace page={page} run={run} stepping={ALIVE.includes(status.phase)} />
          <RunLinks page={page} run={run} />
        </section>
      )}
      <RunsTable page={page} />
      <MessageLine messages={page.messages} />
    </div>
  );
}

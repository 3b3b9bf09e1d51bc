/** The whole page. */

import { MessageLine } from "../../../parts/widgets/message_line";
import type { TrainingPage } from "../page";
import { RunView } from "./run_view";
import { RunsTable } from "./runs_table";

export function TrainingView({ page }: { page: TrainingPage }) {
  const run = page.shown.value;
  return (
    <div class="training-page">
      {run ? (
        <RunView key={run.name} page={page} run={run} />
      ) : (
        <p class="training-empty" data-testid="no-run">
          {page.listed.value && !page.runs.value.length ? "Nothing has been trained here yet. " : "No run is open. "}
          Choose a preset, press <strong>Start</strong>, and watch the model learn: its curves, its images and, with two latents, its map.
        </p>
      )}
      <RunsTable page={page} />
      <MessageLine messages={page.messages} />
    </div>
  );
}

/** What a run is doing, and what can be asked of it. */

import type { LiveRun } from "../live";
import type { TrainingPage } from "../page";
import { PHASES, progressText } from "../words";
import { LiveControls } from "./live_controls";

export function RunHead({ page, run }: { page: TrainingPage; run: LiveRun }) {
  const status = run.status.value;
  const about = run.about.value;
  if (!status || !about) return <p class="hint">{run.problem.value || `Opening ${run.name} …`}</p>;
  const share = status.total_steps ? status.step / status.total_steps : 0;
  return (
    <section class="run" data-testid="run">
      <header class="run-head">
        <h3>{run.name}</h3>
        <span class="phase" data-testid="phase" data-phase={status.phase}>
          {PHASES[status.phase]}
        </span>
        <span class="hint" data-testid="progress-text">
          {status.phase === "queued" ? "It starts when the runs before it have ended." : status.phase === "starting" ? "The process is being started …" : progressText(status)}
        </span>
      </header>
      <progress class="run-progress" max={1} value={status.phase === "finished" ? 1 : share} aria-label="Progress of the training" />
      {status.message && (
        <p class="run-message" data-testid="run-message" data-phase={status.phase} role="status">
          {status.message}
        </p>
      )}
      {run.problem.value && <p class="hint">No news at the moment: {run.problem.value}. What is shown is the last that is known.</p>}
      <LiveControls page={page} run={run} />
    </section>
  );
}

import { useLock } from "../../../../parts/widgets/change";
import { hasEnded, type Run } from "../contract";
import type { Training } from "../training";
import { duration } from "./words";

/** One run of the queue: how far it is, and what can be done with it. */
export function RunRow({ training, run, isShown }: { training: Training; run: Run; isShown: boolean }) {
  const lock = useLock();
  const isUnderway = run.state === "starting" || run.state === "training";
  return (
    <li class="run" data-testid="run" data-state={run.state} data-shown={isShown}>
      <button type="button" class="link run-name" aria-pressed={isShown} onClick={() => (training.chosen.value = run.id)}>
        {run.name}
      </button>
      <span class="run-state" data-testid="run-state">
        {stateText(run)}
      </span>
      <progress aria-label={`${run.name}: epochs done`} max={run.epochs} value={hasEnded(run) || run.state === "finishing" ? run.epochs : run.epoch} />
      <span class="button-row">
        {isUnderway && (
          <button type="button" class="button" data-testid="stop" title="End after this epoch, score it as it is then, and keep it" onClick={() => void training.stop(run)} {...lock}>
            Stop and keep
          </button>
        )}
        {!hasEnded(run) && (
          <button type="button" class="button" data-testid="discard" title="End it at once and keep nothing" onClick={() => void training.discard(run)} {...lock}>
            Discard
          </button>
        )}
        {run.state === "done" && (
          <button type="button" class="button run-open" data-testid="open-above" onClick={() => training.open(run.name)}>
            Open it above
          </button>
        )}
        {hasEnded(run) && (
          <button type="button" class="button" data-testid="dismiss" title="Take it off this list; a model that was kept stays" onClick={() => void training.discard(run)} {...lock}>
            Clear
          </button>
        )}
      </span>
    </li>
  );
}

function stateText(run: Run): string {
  switch (run.state) {
    case "waiting":
      return "waiting for its turn";
    case "starting":
      return run.message || "starting";
    case "training":
      return `epoch ${run.epoch} of ${run.epochs}${run.secondsLeft === null || !run.epoch ? "" : `, ${duration(run.secondsLeft)} left`}${run.message ? `, ${run.message}` : ""}`;
    case "finishing":
      return run.message;
    case "failed":
      return `failed: ${run.message}.`;
    case "done":
      return `done, ${run.result?.epochs ?? run.epochs} epochs in ${duration(run.result?.seconds ?? 0)}`;
  }
}

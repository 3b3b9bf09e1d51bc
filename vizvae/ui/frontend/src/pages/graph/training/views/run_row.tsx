import { counted } from "../../../../parts/latent/numbers";
import { useLock } from "../../../../parts/widgets/change";
import type { Run } from "../contract";
import { hasEnded } from "../ended";
import type { Training } from "../training";
import { deleted } from "./own_models";
import { duration } from "./words";

/** One run of the queue: how far it is, and what can be done with it. */
export function RunRow({ training, run, isShown }: { training: Training; run: Run; isShown: boolean }) {
  const lock = useLock();
  const putAway = async () => {
    if ((await training.discard(run)) && run.state !== "done") deleted.value = run.name;
  };
  const isUnderway = run.state === "starting" || run.state === "training";
  return (
    <li class="run" data-testid="run" data-state={run.state} data-shown={isShown}>
      <button type="button" class="link run-name" aria-pressed={isShown} onClick={() => (training.chosen.value = run.id)}>
        {run.name}
      </button>
      <span class="run-state" data-testid="run-state">
        {stateText(run)}
      </span>
      <progress aria-label={`${run.name}: epochs done`} max={run.epochs} value={run.state === "done" || run.state === "finishing" ? run.epochs : run.epoch} />
      <span class="button-row">
        {isUnderway && (
          <button type="button" class="button" data-testid="stop" title="End after this epoch, score it as it is then, and keep it" onClick={() => void training.stop(run)} {...lock}>
            Stop and keep
          </button>
        )}
        {!hasEnded(run) && (
          <button type="button" class="button" data-testid="discard" title="End it and keep nothing; it can be brought back for a week" onClick={() => void putAway()} {...lock}>
            Discard
          </button>
        )}
        {run.resumable && (
          <button type="button" class="button" data-testid="resume" title="Go on from its last saved state" onClick={() => void training.resume(run)} {...lock}>
            Resume
          </button>
        )}
        {run.state === "done" && (
          <button type="button" class="button run-open" data-testid="open-above" onClick={() => training.open(run.name)}>
            Open it above
          </button>
        )}
        {hasEnded(run) && (
          <button type="button" class="button" data-testid="dismiss" title={run.state === "done" ? "Take it off this list; the model stays" : "Throw it away; it can be brought back for a week"} onClick={() => void putAway()} {...lock}>
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
    case "stopped":
      return `stopped after epoch ${run.epoch} of ${run.epochs}.${run.message ? ` ${run.message}` : ""}`;
    case "killed":
      return `killed after epoch ${run.epoch} of ${run.epochs}. ${run.message}`;
    case "failed":
      return `failed: ${run.message}.`;
    case "done":
      return `done, ${counted(run.result?.epochs ?? run.epochs, "epoch")} in ${duration(run.result?.seconds ?? 0)}`;
  }
}

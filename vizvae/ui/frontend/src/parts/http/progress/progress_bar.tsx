/** How far something is that the server computes, and the button that stops it. */

import { useLock } from "../../widgets/change";
import type { Progress } from "./polling";

export function ProgressBar({ progress, onStop }: { progress: Progress | null; onStop(): void }) {
  const lock = useLock();
  if (!progress) return null;
  return (
    <div class="progress-bar" role="status" data-testid="projection-progress">
      <span>{progress.message}</span>
      <progress value={progress.fraction} max={1} />
      <button type="button" class="button" onClick={onStop} {...lock}>
        Stop
      </button>
    </div>
  );
}

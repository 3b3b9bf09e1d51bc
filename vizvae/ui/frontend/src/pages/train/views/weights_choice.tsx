/** Of which weights the validation and the pictures are. */

import type { LiveRun } from "../live";
import { averagedOver, averages } from "../words";

export function WeightsChoice({ run }: { run: LiveRun }) {
  const [about, status] = [run.about.value, run.status.value];
  if (!about || !status || !averages(run)) return null;
  return (
    <p class="hint weights-choice" data-testid="weights">
      {run.raw.value
        ? "Validation and pictures are of the weights as they are now, which training moves on from. Kept in the end is their average. "
        : `Validation and pictures are of an average of the weights, over about the last ${averagedOver(about.config, status)}: it is what is kept, and it follows a change that much later. `}
      <button type="button" class="chip" data-testid="raw-weights" aria-pressed={run.raw.value} onClick={() => (run.raw.value = !run.raw.value)}>
        Weights as they are
      </button>
    </p>
  );
}

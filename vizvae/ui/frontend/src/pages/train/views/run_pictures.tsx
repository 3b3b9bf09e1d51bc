/** What a run looks like at the moment, below its curves. */

import type { TrainingPage } from "../page";
import { MapPicture } from "./map_picture";
import { Pictures } from "./pictures";
import { WeightsChoice } from "./weights_choice";

export function RunPictures({ page }: { page: TrainingPage }) {
  const run = page.shown.value;
  if (!run?.status.value || !run.about.value) return null;
  return (
    <section class="run" key={run.name}>
      <WeightsChoice run={run} />
      <div class="run-pictures">
        <MapPicture run={run} />
        <Pictures run={run} />
      </div>
    </section>
  );
}

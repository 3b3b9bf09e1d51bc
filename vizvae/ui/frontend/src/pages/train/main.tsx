/**
 * The training page, in three parts of one page: between them the dashboard puts the curves, which are figures of Python's. All parts show
 * one and the same `TrainingPage`; the head alone speaks for it.
 */

import { effect } from "@preact/signals";
import { definePage } from "../../hosts/host";
import type { TrainingPageData, TrainingSaid } from "./contract";
import { TrainingPage } from "./page";
import { RunPictures } from "./views/run_pictures";
import { TrainingHead, TrainingTail } from "./views/training_view";

const PARTS = { head: TrainingHead, pictures: RunPictures, tail: TrainingTail };

/** What the parts share, while there are any. */
let shared: { page: TrainingPage; parts: number } | null = null;

export default definePage<TrainingPageData, TrainingSaid>("training", ({ part, ...data }, root) => {
  shared ??= { page: new TrainingPage({ part, ...data }), parts: 0 };
  shared.parts++;
  const { page } = shared;
  const Part = PARTS[part];
  const unmark = effect(() => {
    const run = page.shown.value;
    root.dataset["part"] = part;
    root.dataset["run"] = run?.name ?? "";
    root.dataset["phase"] = run?.status.value?.phase ?? "";
    if (part === "head") root.dataset["settled"] = String(page.listed.value);
  });
  return {
    view: <Part page={page} />,
    update(told) {
      if (part === "head") page.update(told);
    },
    dispose() {
      unmark();
      if (shared && --shared.parts === 0) {
        page.dispose();
        shared = null;
      }
    },
  };
});

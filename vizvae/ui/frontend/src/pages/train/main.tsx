/** The training page. */

import { effect } from "@preact/signals";
import { definePage } from "../../hosts/host";
import type { TrainingPageData, TrainingSaid } from "./contract";
import { TrainingPage } from "./page";
import { TrainingView } from "./views/training_view";

export default definePage<TrainingPageData, TrainingSaid>("training", (data, root) => {
  const page = new TrainingPage(data);
  const unmark = effect(() => {
    const run = page.shown.value;
    root.dataset["run"] = run?.name ?? "";
    root.dataset["phase"] = run?.status.value?.phase ?? "";
    root.dataset["settled"] = String(page.listed.value);
  });
  return {
    view: <TrainingView page={page} />,
    update: (told) => page.update(told),
    dispose() {
      unmark();
      page.dispose();
    },
  };
});

/** The training page. */

import { effect } from "@preact/signals";
import { component } from "../../hosts/streamlit";
import type { TrainingPageData } from "./contract";
import { TrainingPage } from "./page";
import { TrainingView } from "./views/training_view";

export default component<TrainingPageData>("training", (data, root) => {
  const page = new TrainingPage(data);
  const unmark = effect(() => {
    const run = page.shown.value;
    root.dataset["run"] = run?.name ?? "";
    root.dataset["phase"] = run?.status.value?.phase ?? "";
    root.dataset["settled"] = String(page.listed.value);
  });
  return {
    view: <TrainingView page={page} />,
    update: (component) => page.update(component),
    dispose() {
      unmark();
      page.dispose();
    },
  };
});

/** Training on the graph page: the half that watches. */

import { effect } from "@preact/signals";
import { component } from "../../../hosts/streamlit";
import type { TrainingData } from "./contract";
import { Training } from "./training";
import { TrainingView } from "./views/training_view";

export default component<TrainingData>("graph-training", (data, root) => {
  const training = new Training(data);
  const unmark = effect(() => {
    root.dataset["state"] = training.shown.value?.state ?? "";
  });
  return {
    view: <TrainingView training={training} />,
    update: (component) => training.update(component),
    dispose() {
      unmark();
      training.dispose();
    },
  };
});

/** Training on the graph page: the half that watches. */

import { effect } from "@preact/signals";
import { definePage } from "../../../hosts/host";
import type { TrainingData, TrainingSaid } from "./contract";
import { Training } from "./training";
import { TrainingView } from "./views/training_view";

export default definePage<TrainingData, TrainingSaid>("graph-training", (data, root) => {
  const training = new Training(data);
  const unmark = effect(() => {
    root.dataset["state"] = training.shown.value?.state ?? "";
  });
  return {
    view: <TrainingView training={training} />,
    update: (told) => training.update(told),
    dispose() {
      unmark();
      training.dispose();
    },
  };
});

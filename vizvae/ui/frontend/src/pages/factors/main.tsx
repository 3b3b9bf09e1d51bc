/** The factors page. */

import { effect } from "@preact/signals";
import { loadOrt } from "../../parts/runtime/ort";
import { component } from "../../hosts/streamlit";
import type { FactorPageData } from "./contract";
import { FactorPage } from "./page";
import { FactorsView } from "./views/factors_view";

// Asked for before anything else: the first live image waits for it.
void loadOrt().catch(() => undefined);

export default component<FactorPageData>("factors", (data, root) => {
  const page = new FactorPage(data);
  const unmark = effect(() => {
    root.dataset["model"] = page.exploration.value.model.name;
    root.dataset["ready"] = String(page.decoding.ready.value);
    root.dataset["settled"] = String(page.settled.value);
  });
  return {
    view: <FactorsView page={page} />,
    update: (component) => page.update(component),
    dispose() {
      unmark();
      page.dispose();
    },
  };
});

/** The factors page. */

import { effect } from "@preact/signals";
import { definePage } from "../../hosts/host";
import type { AddressSaid } from "../../parts/address/contract";
import type { FactorPageData } from "./contract";
import { FactorPage } from "./page";
import { FactorsView } from "./views/factors_view";

export default definePage<FactorPageData, AddressSaid>("factors", (data, root) => {
  const page = new FactorPage(data);
  const unmark = effect(() => {
    root.dataset["model"] = page.exploration.value.model.name;
    root.dataset["ready"] = String(page.decoding.ready.value);
    root.dataset["settled"] = String(page.settled.value);
  });
  return {
    view: <FactorsView page={page} />,
    update: (told) => page.update(told),
    dispose() {
      unmark();
      page.dispose();
    },
  };
});

/** The graph page. */

import { effect } from "@preact/signals";
import { definePage } from "../../hosts/host";
import type { AddressSaid } from "../../parts/address/contract";
import type { GraphPageData } from "./contract";
import { linkedGraph } from "./linked";
import { GraphPage } from "./page";
import { GraphView } from "./views/graph_view";

export default definePage<GraphPageData, AddressSaid>("graph", (data, root) => {
  const page = new GraphPage(data);
  const unmark = effect(() => {
    root.dataset["model"] = page.model.value.name;
    root.dataset["settled"] = String(page.bundle.value !== null);
  });
  const unwatch = page.reports.watch(root);
  return {
    view: <GraphView page={page} />,
    hand: {
      follow: (take) => effect(() => take({ z: null, names: {}, selection: page.selection.chosen.value })),
      move: ({ selection }) => {
        if (selection) page.selection.chosen.value = selection;
      },
    },
    update: (told) => page.update(told),
    dispose() {
      unmark();
      unwatch();
      page.dispose();
    },
  };
}, linkedGraph);

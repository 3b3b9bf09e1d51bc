/** The manifold page. */

import { handOf } from "../../parts/explorer/hand";
import { mark } from "../../parts/explorer/mark";
import { definePage } from "../../hosts/host";
import { linkedManifold } from "./linked";
import type { ManifoldData, ManifoldSaid } from "./contract";
import { ManifoldPage } from "./page";
import { ManifoldView } from "./views/manifold_view";

export default definePage<ManifoldData, ManifoldSaid>("manifold", (data, root, isNarrow) => {
  const page = new ManifoldPage(data);
  const unmark = mark(root, page.app);
  return {
    view: <ManifoldView page={page} isNarrow={isNarrow} />,
    hand: handOf(page.app, {
      read: () => page.map.value.selection.value ?? [],
      write: (images) => page.mark(images),
    }),
    update(told) {
      page.app.update(told);
      page.update(told);
    },
    dispose() {
      unmark();
      page.dispose();
      page.app.dispose();
    },
  };
}, linkedManifold);

/** The manifold page. */

import { mark } from "../../parts/explorer/mark";
import { definePage } from "../../hosts/host";
import type { ManifoldData, ManifoldSaid } from "./contract";
import { ManifoldPage } from "./page";
import { ManifoldView } from "./views/manifold_view";

export default definePage<ManifoldData, ManifoldSaid>("manifold", (data, root, isNarrow) => {
  const page = new ManifoldPage(data);
  const unmark = mark(root, page.app);
  return {
    view: <ManifoldView page={page} isNarrow={isNarrow} />,
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
});

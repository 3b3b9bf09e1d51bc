/** The manifold page. */

import { mark } from "../../parts/explorer/mark";
import { component } from "../../hosts/streamlit";
import type { ManifoldData } from "./contract";
import { ManifoldPage } from "./page";
import { ManifoldView } from "./views/manifold_view";

export default component<ManifoldData>("manifold", (data, root, isNarrow) => {
  const page = new ManifoldPage(data);
  const unmark = mark(root, page.app);
  return {
    view: <ManifoldView page={page} isNarrow={isNarrow} />,
    update(component) {
      page.app.update(component);
      page.update(component);
    },
    dispose() {
      unmark();
      page.dispose();
      page.app.dispose();
    },
  };
});

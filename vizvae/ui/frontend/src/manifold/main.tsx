/** The manifold page. */

import { component } from "../explorer/mount";
import type { ManifoldData } from "./contract";
import { ManifoldPage } from "./page";
import { ManifoldView } from "./views/manifold_view";

export default component<ManifoldData>("manifold", (data, _root, isNarrow) => {
  const page = new ManifoldPage(data);
  return {
    app: page.app,
    view: <ManifoldView page={page} isNarrow={isNarrow} />,
    update: (component) => page.update(component),
    dispose: () => page.dispose(),
  };
});

/** The latent-sliders page. */

import { App } from "../../parts/explorer/app";
import type { PageData } from "../../parts/explorer/contract";
import { mark } from "../../parts/explorer/mark";
import { Engine } from "../../parts/runtime/engine";
import { component } from "../../hosts/streamlit";
import { Strips } from "./strips";
import { SlidersView } from "./views/sliders_view";

export default component<PageData>("latent-sliders", (data, root, isNarrow) => {
  const engine = new Engine();
  const strips = new Strips(engine);
  const app = new App(data, engine, strips);
  const unmark = mark(root, app);
  return {
    view: <SlidersView app={app} strips={strips} isNarrow={isNarrow} />,
    update: (component) => app.update(component),
    dispose() {
      unmark();
      app.dispose();
    },
  };
});

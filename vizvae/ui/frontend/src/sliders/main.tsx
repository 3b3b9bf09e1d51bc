/** The latent-sliders page. */

import { App } from "../explorer/app";
import type { PageData } from "../explorer/contract";
import { component } from "../explorer/mount";
import { Engine } from "../runtime/engine";
import { Strips } from "./strips";
import { SlidersView } from "./views/sliders_view";

export default component<PageData>("latent-sliders", (data, _root, isNarrow) => {
  const engine = new Engine();
  const strips = new Strips(engine);
  const app = new App(data, engine, strips);
  return { app, view: <SlidersView app={app} strips={strips} isNarrow={isNarrow} /> };
});

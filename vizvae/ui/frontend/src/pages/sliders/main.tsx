/** The latent-sliders page. */

import { App } from "../../parts/explorer/app";
import type { ExplorerSaid, PageData } from "../../parts/explorer/contract";
import { handOf } from "../../parts/explorer/hand";
import { linkedExplorer } from "../../parts/explorer/linked";
import { mark } from "../../parts/explorer/mark";
import { Engine } from "../../parts/runtime/engine";
import { definePage } from "../../hosts/host";
import { Strips } from "../../parts/explorer/strips";
import { Invitation } from "./invitation";
import { SlidersView } from "./views/sliders_view";

export default definePage<PageData, ExplorerSaid>("latent-sliders", (data, root, isNarrow) => {
  const engine = new Engine();
  const strips = new Strips(engine);
  const app = new App(data, engine, strips);
  const unmark = mark(root, app);
  const invitation = new Invitation(app);
  return {
    view: <SlidersView app={app} strips={strips} invitation={invitation} isNarrow={isNarrow} />,
    hand: handOf(app, {
      read: () => [app.workspace.value.selected.value],
      write: ([latent]) => {
        if (latent !== undefined) app.workspace.peek().selected.value = latent;
      },
    }),
    update: (told) => app.update(told),
    dispose() {
      unmark();
      invitation.dispose();
      app.dispose();
    },
  };
}, linkedExplorer);

/** Every model's card. */

import { definePage } from "../../hosts/host";
import type { ModelsData, ModelsSaid } from "./contract";
import { ModelsPage } from "./page";
import { ModelsView } from "./views/models_view";

export default definePage<ModelsData, ModelsSaid>("models", (data, root) => {
  const page = new ModelsPage(data);
  // A browser looks for what an address names behind `#` in the document alone, and the cards stand in a shadow tree.
  const follow = (): void => [...root.querySelectorAll("h3[id]")].find(({ id }) => location.hash === `#${encodeURIComponent(id)}`)?.scrollIntoView();
  const first = requestAnimationFrame(follow);
  addEventListener("hashchange", follow);
  return {
    view: <ModelsView page={page} />,
    update: (told) => page.update(told),
    dispose() {
      cancelAnimationFrame(first);
      removeEventListener("hashchange", follow);
    },
  };
});

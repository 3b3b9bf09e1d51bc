/** The panel of constructed codes, below the factors. */

import { definePage } from "../../../hosts/host";
import type { ConstructedData } from "./contract";
import { ConstructedPanel } from "./panel";
import { ConstructedView } from "./views/constructed_view";

export default definePage<ConstructedData>("constructed", (data, root) => {
  const panel = new ConstructedPanel(data);
  const seen = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && void panel.begin(), { rootMargin: "300px" });
  seen.observe(root);
  return {
    view: <ConstructedView panel={panel} />,
    update() {}, // what it is told never changes
    dispose() {
      seen.disconnect();
      panel.dispose();
    },
  };
});

/** The family over β, below the matrix of factors and latents. */

import { definePage } from "../../../hosts/host";
import type { FamilyData, FamilySaid } from "./contract";
import { FamilyPanel } from "./panel";
import { FamilyView } from "./views/family_view";

export default definePage<FamilyData, FamilySaid>("family", (data, root) => {
  const panel = new FamilyPanel(data);
  const seen = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && panel.begin(), { rootMargin: "300px" });
  seen.observe(root);
  return {
    view: <FamilyView panel={panel} />,
    update: (told) => panel.update(told),
    dispose() {
      seen.disconnect();
      panel.dispose();
    },
  };
});

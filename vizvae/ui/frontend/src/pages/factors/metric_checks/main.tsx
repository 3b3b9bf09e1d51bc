/** The panel of constructed codes, below the factors. */

import { definePage } from "../../../hosts/host";
import type { MetricChecksData } from "./contract";
import { MetricChecksPanel } from "./panel";
import { MetricChecksView } from "./views/metric_checks_view";

export default definePage<MetricChecksData>("metric-checks", (data, root) => {
  const panel = new MetricChecksPanel(data);
  const seen = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && void panel.begin(), { rootMargin: "300px" });
  seen.observe(root);
  return {
    view: <MetricChecksView panel={panel} />,
    update() {}, // what it is told never changes
    dispose() {
      seen.disconnect();
      panel.dispose();
    },
  };
});

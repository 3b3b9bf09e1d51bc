/** Ways to learn to draw digits, side by side. */

import { definePage } from "../../hosts/host";
import type { CompareData } from "./contract";
import { ComparePage } from "./page";
import { CompareView } from "./views/compare_view";

export default definePage<CompareData>("compare", (data) => {
  const page = new ComparePage(data);
  return {
    view: <CompareView page={page} />,
    update: (told) => page.update(told),
    dispose: () => page.dispose(),
  };
});

/** Ways to learn to draw digits, side by side. */

import { component } from "../../hosts/streamlit";
import type { CompareData } from "./contract";
import { ComparePage } from "./page";
import { CompareView } from "./views/compare_view";

export default component<CompareData>("compare", (data) => {
  const page = new ComparePage(data);
  return {
    view: <CompareView page={page} />,
    update: (component) => page.update(component),
    dispose: () => page.dispose(),
  };
});

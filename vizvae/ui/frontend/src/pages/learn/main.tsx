/** The ideas of a variational auto-encoder, one step at a time. */

import { component } from "../../hosts/streamlit";
import type { LearnData } from "./contract";
import { tellFonts } from "./fonts";
import { LearnPage } from "./page";
import { LearnView } from "./views/learn_view";

export default component<LearnData>("learn", (data) => {
  tellFonts();
  const page = new LearnPage(data);
  return {
    view: <LearnView page={page} />,
    update: (component) => page.update(component),
    dispose: () => page.dispose(),
  };
});

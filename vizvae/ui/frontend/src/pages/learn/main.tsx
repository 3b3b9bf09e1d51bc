/** The ideas of a variational auto-encoder, one step at a time. */

import { definePage } from "../../hosts/host";
import type { AddressSaid } from "../../parts/address/contract";
import type { LearnData } from "./contract";
import { tellFonts } from "./fonts";
import { linkedLearn } from "./linked";
import { LearnPage } from "./page";
import { LearnView } from "./views/learn_view";

export default definePage<LearnData, AddressSaid>("learn", (data) => {
  tellFonts();
  const page = new LearnPage(data);
  return {
    view: <LearnView page={page} />,
    update: (told) => page.update(told),
    dispose: () => page.dispose(),
  };
}, linkedLearn);

/** Says when a part of the page is to be drawn again, see vizvae/ui/shell/pace.py. Nothing of it is seen. */

import { definePage } from "../../../hosts/host";
import type { PaceData, PaceSaid } from "./contract";
import { Pace } from "./pace";

export default definePage<PaceData, PaceSaid>("pace", () => {
  const pace = new Pace();
  return {
    view: null,
    update: (told) => pace.begin(told.data, () => told.request("turn", told.data.turn)),
    dispose: () => pace.end(),
  };
});

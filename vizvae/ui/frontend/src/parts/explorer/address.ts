/** The address of the pages that show one model, as in vizvae/ui/explorer/address.py, which explains it. Both read parameters.json. */

import parameters from "../../../../explorer/parameters.json";
import { writeAddress } from "../address/parameters";
import type { View } from "./view";

export function addressOf({ model, z, input, names }: Omit<View, "scoredAs">): Record<string, string> {
  const image = input && `${input.kind}-${input.kind === "data" ? input.index : input.pixels}`;
  return { model, ...writeAddress(parameters, { z, input: image, names: Object.keys(names).length > 0 ? JSON.stringify(names) : null }) };
}

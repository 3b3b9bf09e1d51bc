/** The points a reader can choose between: where they are, the input, the pins. */

import { meanOf } from "../../parts/explorer/workspace";
import type { MapState } from "./map_state";
import type { ManifoldPage } from "./page";

export interface Endpoint {
  key: string;
  label: string;
  z: Float32Array;
}

/** Tracks what it reads. */
export function endpoints(page: ManifoldPage, map: MapState): Endpoint[] {
  const workspace = page.app.workspace.value;
  if (workspace.model !== map.model) return [];
  const here = { key: "here", label: "this point", z: Float32Array.from(workspace.z, ({ value }) => value) };
  const input = workspace.input.value;
  const pins = map.pins.value.map((pin, i) => ({ key: `pin-${pin.id}`, label: `pin ${i + 1}: ${pin.title}`, z: pin.z }));
  return [here, ...(input ? [{ key: "input", label: meanOf(input), z: input.posterior.mu }] : []), ...pins];
}

/**
 * What the map last was. Going to another page of the dashboard and back mounts a new component, told to start where the old one once had:
 * with this, the map goes on where it was, as the point does (see `App`).
 */

import type { ManifoldData } from "./contract";
import type { MapState } from "./map_state";
import type { Projections } from "./projections";

interface LastMap {
  restoreId: string;
  map: MapState;
  projections: Projections;
}

let last: LastMap | null = null;

export function rememberMap(shown: LastMap): void {
  last = shown;
}

/** Null where another view is to be shown. */
export function lastMap({ restoreId, model }: ManifoldData): LastMap | null {
  return last?.restoreId === restoreId && last.map.model.digest === model.digest ? last : null;
}

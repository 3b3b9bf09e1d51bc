/** From a place on the screen to a data image. */

import { nearestPoint } from "../../parts/drawing/points";
import type { MapState, Point } from "./map_state";
import { warpedPositions } from "./positions";

/** CSS pixels around a point in which it is meant. */
const NEAR = 4;

/** The data image drawn nearest to a place, given as parts of a map of `side` CSS pixels; null when none is near. */
export function nearestOnMap(map: MapState, [u, v]: Point, side: number): number | null {
  const points = map.draws.peek() ? null : warpedPositions(map); // a cloud of draws is looked at as a whole
  if (!points) return null;
  const [x, y] = map.windows.peek();
  const index = nearestPoint(points, x, y, side, side, u * side, (1 - v) * side, NEAR);
  return index < 0 ? null : index;
}

/** Of all data images, (count, 2), in the map's coordinates. */
export function pointsOnMap(map: MapState): Float32Array {
  return map.positions.peek() ?? new Float32Array();
}

/** What two fingers do to a picture. */

import { pan, zoom, type AxisScale, type AxisWindow } from "../../parts/latent/axis_scale";

export const LINEAR: AxisScale = { spacing: "linear", mean: 0, std: 1 };
/** Across and up, in parts of the picture. */
export type Place = [number, number];
export type Windows = [AxisWindow, AxisWindow];

/** Two fingers: the point between them, in parts of the surface, and how far they are apart. */
export interface Pinch {
  middle: Place;
  distance: number;
}

export function pinchOf([a, b]: Place[]): Pinch {
  return { middle: [(a![0] + b![0]) / 2, (a![1] + b![1]) / 2], distance: Math.hypot(a![0] - b![0], a![1] - b![1]) };
}

/** What lay under each of the two fingers stays under it, as far as they keep their direction. */
export function pinched(shown: Windows, before: Pinch, now: Pinch): Windows {
  const [x, y] = zoomedAt(shown, before.middle, before.distance > 0 ? now.distance / before.distance : 1);
  return [pan(x, LINEAR, before.middle[0] - now.middle[0]), pan(y, LINEAR, before.middle[1] - now.middle[1])];
}

/** With the place `[u, v]` where it is. */
export function zoomedAt(shown: Windows, [u, v]: Place, factor: number): Windows {
  return [zoom(shown[0], LINEAR, u, factor), zoom(shown[1], LINEAR, v, factor)];
}

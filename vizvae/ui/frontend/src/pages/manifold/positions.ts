/** Where the points of the map lie. */

import { normals } from "../../parts/latent/random";
import { projectAll } from "../../parts/latent/plane";
import { warp } from "../../parts/latent/axis_scale";
import type { MapState } from "./map_state";

/** (count·max(1, draws), 2) in warped units: the posterior means, or `draws` posterior draws an image, one round after another. */
export function warpedPositions(map: MapState): Float32Array | null {
  const points = map.draws.value ? drawnPositions(map, map.draws.value) : map.positions.value;
  if (!points) return null;
  const [x, y] = map.scales.value;
  if (x.spacing === "linear") return points;
  const out = new Float32Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    out[i] = warp(x, points[i]!);
    out[i + 1] = warp(y, points[i + 1]!);
  }
  return out;
}

/** A sample of the aggregate posterior. */
function drawnPositions(map: MapState, draws: number): Float32Array | null {
  const reference = map.reference.value;
  const plane = map.plane.value;
  if (!reference?.logvar || !plane) return map.positions.value;
  const { mu, logvar } = reference;
  const all = new Float32Array(2 * draws * (mu.length / map.model.latentDim));
  const z = new Float32Array(mu.length);
  for (let draw = 0; draw < draws; draw++) {
    const noise = normals(draw + 1, mu.length);
    for (let i = 0; i < mu.length; i++) z[i] = mu[i]! + Math.exp(logvar[i]! / 2) * noise[i]!;
    all.set(projectAll(plane, z, map.model.latentDim), draw * 2 * (mu.length / map.model.latentDim));
  }
  return all;
}

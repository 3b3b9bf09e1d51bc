/** What the colours of the points say. */

import { classColours, valueColours } from "../../parts/drawing/colours";
import type { MapState } from "./map_state";

export interface ColourScale {
  name: string;
  low: number;
  high: number;
}

/** ABGR of every point, see `warpedPositions` for their order; null until the data are here. */
export function pointColours(map: MapState): Uint32Array | null {
  const { labels } = map.model.data;
  const values = coloured(map);
  if (map.colour.value !== "class" && !values) return null;
  const scale = rangeOf(map);
  const once = values && scale ? valueColours(values, scale.low, scale.high) : classColours(labels);
  const rounds = Math.max(1, map.draws.value);
  if (rounds === 1) return once;
  const all = new Uint32Array(rounds * once.length);
  for (let round = 0; round < rounds; round++) all.set(once, round * once.length);
  return all;
}

/** Null for classes. */
export function colourScale(map: MapState, nameOf: (latent: number) => string): ColourScale | null {
  const range = rangeOf(map);
  if (!range) return null;
  const colour = map.colour.value;
  return { name: colour === "kl" ? "KL, nats" : colour === "elbo" ? "ELBO, nats" : `mean of ${nameOf(latentOf(colour))}`, ...range };
}

/** From the 2nd to the 98th percentile, so that one odd image does not take all the colours. */
function rangeOf(map: MapState): Omit<ColourScale, "name"> | null {
  const values = coloured(map);
  if (!values) return null;
  const sorted = Float32Array.from(values).filter(Number.isFinite).sort();
  if (!sorted.length) return null;
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))]!;
  return { low: at(0.02), high: at(0.98) };
}

/** Of "z3" */
function latentOf(colour: string): number {
  return Number(colour.slice(1));
}

/** One value an image. */
function coloured(map: MapState): Float32Array | null {
  const reference = map.reference.value;
  const colour = map.colour.value;
  if (!reference || colour === "class") return null;
  if (colour === "kl") return reference.kl;
  if (colour === "elbo") return reference.reconNll.map((nll, i) => -nll - reference.kl[i]!);
  const latent = latentOf(colour);
  const { latentDim } = map.model;
  return Float32Array.from({ length: reference.kl.length }, (_, i) => reference.mu[i * latentDim + latent]!);
}

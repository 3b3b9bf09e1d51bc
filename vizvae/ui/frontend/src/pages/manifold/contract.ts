/** What the manifold page is told beside what every page is told. The names follow vizvae/ui/manifold/address.py. */

import type { ModelData, PageData } from "../../parts/explorer/contract";
import type { Spacing } from "../../parts/latent/axis_scale";

/** Two latents, two principal directions of the data, or a projection of more latents than two. */
export type PlaneChoice = [number, number] | ["principal", number, number] | ProjectionMethod;
export type ProjectionMethod = "umap" | "tsne";
export type Layer = "lattice" | "points" | "prior" | "thumbnails";

/** What goes into the link; what is left out is the page's default. */
export interface MapSettings {
  plane?: PlaneChoice;
  /** Images along one side of the lattice. */
  size?: number;
  spacing?: Spacing;
  /** Low and high of x, then of y, in warped units (see axis_scale.ts). */
  window?: number[];
  colour?: string;
  show?: Layer[];
  pins?: number[][];
  path?: [number, number][];
}

export interface ManifoldData extends PageData {
  map: MapSettings;
  /** Other models of two latents on the same data. */
  twins: ModelData[];
}

export function isProjection(plane: PlaneChoice): plane is ProjectionMethod {
  return typeof plane === "string";
}

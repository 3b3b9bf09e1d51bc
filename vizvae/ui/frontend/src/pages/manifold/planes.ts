import type { PlaneChoice, ProjectionMethod } from "./contract";

export function isProjection(plane: PlaneChoice): plane is ProjectionMethod {
  return typeof plane === "string";
}

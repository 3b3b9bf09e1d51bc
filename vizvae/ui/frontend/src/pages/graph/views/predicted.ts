/** What the model predicts of a node's edges, and what is true of them, in words. */

import { PARTS } from "../bundle";
import type { GraphPage } from "../page";
import type { Neighbour } from "../reconstruction";

/** In the words of the threshold panel: what is predicted there is what reaches its threshold. */
export function verdict(page: GraphPage, { edge, logit }: Neighbour, threshold: number): string {
  if (edge < 0) return logit >= threshold ? "invented" : "no edge, and below the threshold";
  return `${truthOf(page, edge)}${logit >= threshold ? "" : ", missed at this threshold"}`;
}

export function truthOf(page: GraphPage, edge: number): string {
  return edge < 0 ? "no edge" : `${PARTS[page.bundle.value!.edgePart[edge]!]} edge`;
}

/** What of the page goes into its link. */

import parameters from "../../../../graph/parameters.json";
import { writeAddress } from "../../parts/address/parameters";
import type { EdgeKind, EdgePart, NodeColour } from "./contract";

export interface GraphView {
  model: string;
  /** How many pairs are predicted as edges. */
  predicted: number;
  nodes: number[];
  show: EdgeKind[];
  /** Edges of these parts of the split are drawn. */
  parts: EdgePart[];
  colour: NodeColour;
  /** How the embedding is shown: see planes.ts. */
  plane: string;
  /** The encoder is shown the held-out edges, too. */
  leaked: boolean;
}

export function addressOf(view: GraphView): Record<string, string> {
  return { model: view.model, ...writeAddress(parameters, { ...view }) };
}

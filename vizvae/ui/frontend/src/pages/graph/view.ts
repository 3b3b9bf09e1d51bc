import type { EdgeKind, EdgePart, NodeColour } from "./contract";

/** Goes into the link. */
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

/** What the graph page is told. The names follow vizvae.graph and vizvae/ui/graph.py. */

export interface GraphModel {
  name: string;
  title: string;
  summary: string;
  digest: string;
  /** safetensors: see bundle.ts. */
  url: string;
  graphUrl: string;
  /** Answers `?node=i` with the logits of that node with every other. */
  neighboursUrl: string;
  decoder: "inner_product" | "hadamard_mlp";
  stochastic: boolean;
  latentDim: number;
  numNodes: number;
  numEdges: number;
  classNames: string[];
  /** Empty: nodes are called by their number. */
  names: string[];
  /** Percent, on held-out edges against as many non-edges; null where nothing was held out. */
  auc: number | null;
  ap: number | null;
  /** Python that loads this model. */
  snippet: string;
  exports: { label: string; url: string }[];
}

export type EdgeKind = "found" | "invented" | "missed";
export type NodeColour = "class" | "degree" | "uncertainty" | "held-out";

/** Goes into the link. */
export interface GraphView {
  model: string;
  /** How many pairs are predicted as edges. */
  predicted: number;
  nodes: number[];
  show: EdgeKind[];
  colour: NodeColour;
}

export interface GraphPageData {
  model: GraphModel;
  initial: Partial<GraphView>;
  restoreId: string;
}

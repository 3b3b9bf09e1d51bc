/** What the graph page is told. The names follow vizvae.graph and vizvae/ui/graph/payload.py. */

import type parameters from "../../../../graph/parameters.json";

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
  /** Answers with the UMAP of the codes, (node, 2), or how far it is; DELETE stops it. */
  projectionUrl: string;
  /** The means alone. */
  codesUrl: string;
  decoder: "inner_product" | "hadamard_mlp";
  stochastic: boolean;
  latentDim: number;
  numNodes: number;
  numEdges: number;
  classNames: string[];
  /** About the nodes and their names, a sentence each. */
  notes: string[];
  /** On held-out edges against as many non-edges; null where nothing was held out. */
  scores: PairScores | null;
  /** As `url` and `scores`, with an encoder that is given all edges, those to be predicted too. */
  leakedUrl: string;
  leakedScores: PairScores | null;
  /** Models that differ from this one in the weight of the KL alone, lightest first, this one among them; empty for a deterministic one. */
  family: Relative[];
  /** Models of this graph on the same split, of each family one. */
  siblings: Relative[];
  /** Python that loads this model. */
  snippet: string;
  exports: { label: string; url: string; file: string }[];
}

/** Percent. */
export interface PairScores {
  auc: number;
  ap: number;
}

/** A model beside others, from its card. */
export interface Relative extends PairScores {
  name: string;
  title: string;
  /** Answers with its `GraphModel`. */
  aboutUrl: string;
  codesUrl: string;
  latentDim: number;
  klWeight: number | null;
  effectiveBeta: number | null;
  /** Nats, mean over nodes. */
  kl: number | null;
  /** Percent, of as many predicted pairs as there are edges. */
  precision: number | null;
  numParameters: number;
  /** Percent: mean and standard deviation. */
  overSplits: { count: number; auc: [number, number]; ap: [number, number] } | null;
}

export type EdgeKind = keyof typeof parameters.show.options;
export type EdgePart = keyof typeof parameters.parts.options;
export type NodeColour = keyof typeof parameters.colour.options;

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

export interface GraphPageData {
  model: GraphModel;
  initial: Partial<GraphView>;
  restoreId: string;
}

/** The numbers of one graph and of one model trained on it. */

import { bytesWhenThere, type Progress } from "../../parts/http/progress/polling";
import { parseSafetensors, type NamedArray } from "../../parts/runtime/safetensors";
import type { EdgePart, GraphModel } from "./contract";

export const PARTS: readonly EdgePart[] = ["training", "validation", "test"];

/** As vizvae/graph/uncertainty.py computes it; a deterministic model has none. */
export interface Uncertainty {
  /** Of each node: σ, the mean over the latents. */
  sigma: Float32Array;
  /** Of each node: the KL to the prior N(0, I), nats, summed over the latents. */
  kl: Float32Array;
  /** Nats, the mean over the nodes. */
  latentKl: Float32Array;
  meanSigma: number;
  /** Edges of each node that the encoder was trained with. */
  trainingDegrees: Int32Array;
  /** Spearman's, of the training degrees with each; NaN where one is the same for all nodes. */
  rankCorrelation: { sigma: number; kl: number };
}

export interface Bundle {
  numNodes: number;
  /** All that could be edges. */
  numPairs: number;
  /** Whether an edge goes from the first of its nodes to the second. */
  directed: boolean;
  /** 0 or 1 of each node, where edges join nodes of two kinds; else null. */
  kinds: Uint8Array | null;
  labels: Int32Array;
  names: readonly string[];
  /** The graph's own drawing, (node, 2). */
  layout: Float32Array;
  /** Words of each node: `columns` from rowStarts[i] to rowStarts[i + 1]; null without features. */
  words: { rowStarts: Int32Array; columns: Int32Array } | null;
  /** (edge, 2), with the part of the split of each: an index of `PARTS`. */
  edges: Int32Array;
  edgePart: Uint8Array;
  edgeLogit: Float32Array;
  /** The pairs that are no edges and that the model finds likeliest, best first, (candidate, 2). */
  candidates: Int32Array;
  candidateLogit: Float32Array;
  mu: Float32Array;
  logvar: Float32Array | null;
  uncertainty: Uncertainty | null;
  latentDim: number;
  /** Logits, falling; how many of all pairs, and how many edges, lie at or above each. */
  thresholds: Float32Array;
  predicted: Float64Array;
  /** By part of the split, (threshold, 3). */
  found: Int32Array;
  /** Neighbours of node i: `neighbours` from starts[i] to starts[i + 1]; `neighbourEdge` says by which edge. */
  starts: Int32Array;
  neighbours: Int32Array;
  neighbourEdge: Int32Array;
}

/** `report` hears how far the server is with computing them, and null when that is over. */
export async function loadBundle(model: GraphModel, leaked: boolean, report: (progress: Progress | null) => void): Promise<Bundle> {
  const [graph, own] = await Promise.all(
    [model.graphUrl, leaked ? model.leakedUrl : model.url].map(async (url) => parseSafetensors(await bytesWhenThere(url, "the graph", report))),
  );
  const take = <T>(from: Record<string, NamedArray>, name: string, kind: new (...values: never[]) => T): T => {
    const array = from[name];
    if (!(array?.values instanceof kind)) throw new Error(`the graph's file has no "${name}"`);
    return array.values;
  };
  const labels = take(graph!, "labels", Int32Array);
  const edges = take(own!, "edges", Int32Array);
  return {
    numNodes: labels.length,
    numPairs: model.numPairs,
    directed: model.directed,
    kinds: graph!["kinds"] ? take(graph!, "kinds", Uint8Array) : null,
    labels,
    names: new TextDecoder().decode(take(graph!, "names", Uint8Array)).split("\n"),
    layout: take(graph!, "layout", Float32Array),
    words: graph!["word_columns"] ? { rowStarts: take(graph!, "word_starts", Int32Array), columns: take(graph!, "word_columns", Int32Array) } : null,
    edges,
    edgePart: take(own!, "edge_part", Uint8Array),
    edgeLogit: take(own!, "edge_logit", Float32Array),
    candidates: take(own!, "candidates", Int32Array),
    candidateLogit: take(own!, "candidate_logit", Float32Array),
    mu: take(own!, "mu", Float32Array),
    logvar: own!["logvar"] ? take(own!, "logvar", Float32Array) : null,
    uncertainty: own!["node_sigma"] ? uncertaintyOf((name) => take(own!, name, Float32Array), take(own!, "training_degrees", Int32Array)) : null,
    latentDim: model.latentDim,
    thresholds: take(own!, "thresholds", Float32Array),
    // Whole numbers of four bytes in what browsers have kept for ever from before.
    predicted: Float64Array.from(own!["predicted"]!.values),
    found: take(own!, "found", Int32Array),
    ...adjacency(edges, labels.length),
  };
}

function uncertaintyOf(take: (name: string) => Float32Array, trainingDegrees: Int32Array): Uncertainty {
  const [sigma, kl] = take("rank_correlations");
  return {
    sigma: take("node_sigma"),
    kl: take("node_kl"),
    latentKl: take("latent_kl"),
    meanSigma: take("mean_sigma")[0]!,
    trainingDegrees,
    rankCorrelation: { sigma: sigma!, kl: kl! },
  };
}

/** Compressed rows of the edges, whichever way they go. */
export function adjacency(edges: Int32Array, numNodes: number): Pick<Bundle, "starts" | "neighbours" | "neighbourEdge"> {
  const starts = new Int32Array(numNodes + 1);
  for (const node of edges) starts[node + 1]!++;
  for (let i = 0; i < numNodes; i++) starts[i + 1]! += starts[i]!;
  const place = starts.slice(0, numNodes);
  const neighbours = new Int32Array(edges.length);
  const neighbourEdge = new Int32Array(edges.length);
  for (let edge = 0; edge < edges.length / 2; edge++) {
    const [a, b] = [edges[2 * edge]!, edges[2 * edge + 1]!];
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const at = place[from]!++;
      neighbours[at] = to;
      neighbourEdge[at] = edge;
    }
  }
  return { starts, neighbours, neighbourEdge };
}

/** One that is joined both ways, in a directed graph, once. */
export function neighboursOf({ starts, neighbours, directed }: Bundle, node: number): Int32Array {
  const near = neighbours.subarray(starts[node], starts[node + 1]);
  return directed ? Int32Array.from(new Set(near)) : near;
}

/** The edge between two nodes, of directed ones that from the first to the second, or −1. */
export function edgeBetween({ starts, neighbours, neighbourEdge, directed, edges }: Bundle, a: number, b: number): number {
  for (let i = starts[a]!; i < starts[a + 1]!; i++) if (neighbours[i] === b && (!directed || edges[2 * neighbourEdge[i]!] === a)) return neighbourEdge[i]!;
  return -1;
}

/** How many nodes are neighbours of both. */
export function commonNeighbours(bundle: Bundle, a: number, b: number): number {
  const near = new Set(neighboursOf(bundle, a));
  return neighboursOf(bundle, b).reduce((sum, other) => sum + (near.has(other) ? 1 : 0), 0);
}

/** In how many ways three edges lead from one to the other, without the edge between the two. */
export function pathsOfThree(bundle: Bundle, a: number, b: number): number {
  const ends = new Set(neighboursOf(bundle, b));
  let paths = 0;
  for (const near of neighboursOf(bundle, a)) if (near !== b) for (const far of neighboursOf(bundle, near)) if (far !== a && far !== b && ends.has(far)) paths++;
  return paths;
}

/** How many words two nodes share; both lists ascend. Null without features. */
export function sharedWords({ words }: Bundle, a: number, b: number): number | null {
  if (!words) return null;
  const { rowStarts, columns } = words;
  let shared = 0;
  let i = rowStarts[a]!;
  let j = rowStarts[b]!;
  while (i < rowStarts[a + 1]! && j < rowStarts[b + 1]!) {
    const difference = columns[i]! - columns[j]!;
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared;
}

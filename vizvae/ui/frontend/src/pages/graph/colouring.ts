/** Colours of nodes and edges. */

import { classColours, packColour, valueColours, type Rgb } from "../../parts/drawing/colours";
import { PARTS, type Bundle } from "./bundle";
import type { EdgeKind, NodeColour } from "./contract";
import { meanSigma } from "./node_facts";

/** Apart for every kind of colour blindness, on a light ground and on a dark one: blue, vermilion and purple after Okabe and Ito. */
export const EDGE_COLOURS: Record<EdgeKind, Rgb> = {
  found: [20, 130, 205],
  invented: [213, 94, 0],
  missed: [190, 90, 150],
};

export function edgeColour(kind: EdgeKind, alpha: number): number {
  const [r, g, b] = EDGE_COLOURS[kind];
  return packColour(r, g, b, alpha);
}

/** One value a node for what is coloured by value; null for classes. */
export function nodeValues(bundle: Bundle, colour: NodeColour): { name: string; values: Float32Array } | null {
  const { numNodes, starts } = bundle;
  if (colour === "degree") return { name: "degree (log)", values: Float32Array.from({ length: numNodes }, (_, i) => Math.log(1 + starts[i + 1]! - starts[i]!)) };
  if (colour === "uncertainty") return { name: "mean σ", values: meanSigma(bundle) ?? new Float32Array(numNodes).fill(NaN) };
  if (colour === "held-out") {
    const held = new Float32Array(numNodes);
    const total = new Float32Array(numNodes);
    bundle.edges.forEach((node, i) => {
      total[node]!++;
      if (PARTS[bundle.edgePart[i >> 1]!] !== "training") held[node]!++;
    });
    return { name: "share of its edges held out", values: held.map((count, i) => (total[i] ? count / total[i]! : 0)) };
  }
  return null;
}

/** The 2nd and 98th percentile of the values that are numbers. */
export function valueRange(values: Float32Array): [number, number] {
  const sorted = values.filter(Number.isFinite).sort();
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? 0;
  return [at(0.02), Math.max(at(0.98), at(0.02) + 1e-6)];
}

export function nodeColours(bundle: Bundle, colour: NodeColour): Uint32Array {
  const valued = nodeValues(bundle, colour);
  return valued ? valueColours(valued.values, ...valueRange(valued.values)) : classColours(bundle.labels);
}

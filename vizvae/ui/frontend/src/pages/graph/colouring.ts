/** Colours of nodes and edges. */

import { CLASS_COLOURS, NO_VALUE, classColours, packColour, sequentialColour, valueColours, type Rgb } from "../../parts/drawing/colours";
import { PARTS, type Bundle } from "./bundle";
import type { EdgeKind, NodeColour } from "./contract";
import type { Groups } from "./groups";

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
  if (colour === "uncertainty") return { name: "mean σ", values: bundle.uncertainty?.sigma ?? new Float32Array(numNodes).fill(NaN) };
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

/** Which group each node is in; without `groups`, which are not there yet, no node is in any. */
export function groupOf(bundle: Bundle, colour: NodeColour, groups: Groups | null): Int32Array {
  if (colour !== "community" && colour !== "cluster") return bundle.labels;
  const known = colour === "community" ? groups?.communities : groups?.clusters;
  // Hundreds of communities and ten colours: the largest have one each, the others none.
  return known?.map((group) => (group < CLASS_COLOURS.length ? group : -1)) ?? new Int32Array(bundle.numNodes).fill(-1);
}

export interface LegendEntry {
  name: string;
  colour: Rgb;
  /** A value of a scale, which no node need have exactly. */
  ofScale?: true;
}

/** What the colours of groups mean; empty for what is coloured by value. */
export function groupLegend(bundle: Bundle, colour: NodeColour, groups: Groups | null, classNames: readonly string[]): LegendEntry[] {
  if (nodeValues(bundle, colour)) return [];
  const shown = groupOf(bundle, colour, groups);
  const without = shown.reduce((sum, group) => sum + (group < 0 ? 1 : 0), 0);
  const rest = (name: string) => (without ? [{ name, colour: NO_VALUE }] : []);
  if (colour === "class") return [...classNames.map((name, label) => ({ name, colour: CLASS_COLOURS[label % CLASS_COLOURS.length]! })), ...(classNames.length ? rest("unknown class") : [])];
  if (!groups) return [];
  const sizes = new Int32Array(CLASS_COLOURS.length);
  for (const group of shown) if (group >= 0) sizes[group]!++;
  const entries = Array.from(sizes, (size, group) => ({ name: `${colour} ${group + 1} (${size})`, colour: CLASS_COLOURS[group]!, size })).filter(({ size }) => size > 0);
  return [...entries, ...rest(`in smaller ones (${without})`)];
}

/** Which group a node is in; empty for what is coloured by value, and while the groups are not there. */
export function groupNameOf(bundle: Bundle, colour: NodeColour, groups: Groups | null, classNames: readonly string[], node: number): string {
  if (nodeValues(bundle, colour)) return "";
  if (colour === "class") return classNameOf(classNames, bundle.labels[node]);
  const known = colour === "community" ? groups?.communities : groups?.clusters;
  return known ? `${colour} ${known[node]! + 1}` : "";
}

/** Empty where the graph has no classes. */
export function classNameOf(classNames: readonly string[], label = -1): string {
  return classNames.length ? (classNames[label] ?? "unknown class") : "";
}

/** What the colours of the nodes mean at present, for a file. */
export function legendOf(bundle: Bundle, colour: NodeColour, groups: Groups | null, classNames: readonly string[]): LegendEntry[] {
  const valued = nodeValues(bundle, colour);
  if (!valued) return groupLegend(bundle, colour, groups, classNames);
  const [low, high] = valueRange(valued.values);
  return [0, 0.5, 1].map((share) => ({ name: `${valued.name} ${(low + share * (high - low)).toFixed(2)}`, colour: sequentialColour(share), ofScale: true }));
}

export function nodeColours(bundle: Bundle, colour: NodeColour, groups: Groups | null = null): Uint32Array {
  const valued = nodeValues(bundle, colour);
  return valued ? valueColours(valued.values, ...valueRange(valued.values)) : classColours(groupOf(bundle, colour, groups));
}

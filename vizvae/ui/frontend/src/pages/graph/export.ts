/** The graph as the page shows it, for elsewhere: tables of its edges. */

import { csvTable, quoted } from "../../parts/tables/csv";
import { PARTS, type Bundle } from "./bundle";
import { sigmoid } from "./reconstruction";

interface Logits {
  edges: Float32Array;
  candidates: Float32Array;
}

/** Every real edge: probability, part of the split, whether it is found at this threshold, and which edges the encoder saw. */
export function realEdgesCsv({ names, edges, edgePart }: Bundle, logits: Logits, threshold: number, leaked: boolean): string {
  const rows = Array.from(logits.edges, (logit, i) =>
    [...ends(names, edges, i), sigmoid(logit).toFixed(6), logit.toFixed(4), PARTS[edgePart[i]!]!, logit >= threshold ? "found" : "missed", seen(leaked)].join(","),
  );
  return csvTable("first,second,probability,logit,part,outcome,encoder_saw", rows);
}

/** The likeliest pairs that are no edges: probability, and whether they are invented at this threshold. */
export function candidatesCsv({ names, candidates }: Bundle, logits: Logits, threshold: number, leaked: boolean): string {
  const rows = Array.from(logits.candidates, (logit, i) =>
    [...ends(names, candidates, i), sigmoid(logit).toFixed(6), logit.toFixed(4), logit >= threshold ? "invented" : "not predicted", seen(leaked)].join(","),
  );
  return csvTable("first,second,probability,logit,outcome,encoder_saw", rows);
}

/** What is saved of a model, by the name of the file: that of the cheating one says so. */
export function fileName(model: string, leaked: boolean, what: string): string {
  return `${savedAs(model, leaked)}-${what}`;
}

export function savedAs(model: string, leaked: boolean): string {
  return `${model}${leaked ? "-leaked" : ""}`;
}

/** In every line, for a file is soon called otherwise. */
function seen(leaked: boolean): string {
  return leaked ? "all edges" : "training edges";
}

function ends(names: readonly string[], pairs: Int32Array, line: number): string[] {
  return [0, 1].map((end) => quoted(names[pairs[2 * line + end]!]!));
}

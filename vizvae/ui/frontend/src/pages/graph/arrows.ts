/** Which way the edges of a directed graph go: heads of arrows, where they can be told apart. */

import type { AxisWindow } from "../../parts/latent/axis_scale";
import { PARTS, type Bundle } from "./bundle";
import type { EdgeKind, EdgePart } from "./contract";

/** So many drawn edges and no more have heads while no node is looked at. */
export const MOST_HEADS = 250;
const LENGTH = 9;
const HALF_WIDTH = 4;
/** From the middle of the node that the head points at. */
const GAP = 6;

export interface Drawn {
  bundle: Bundle;
  logits: { edges: Float32Array; candidates: Float32Array };
  focus: number | null;
  parts: readonly EdgePart[];
  kinds: readonly EdgeKind[];
  threshold: number;
}

export interface DirectedLine {
  source: number;
  target: number;
  kind: EdgeKind;
}

/** The drawn edges that have a head: those of the focus, or, without one, all if they are few. */
export function directedLines({ bundle, logits, focus, parts, kinds, threshold }: Drawn): DirectedLine[] {
  if (!bundle.directed) return [];
  const lines: DirectedLine[] = [];
  const most = focus === null ? MOST_HEADS : Infinity;
  const shown = new Set(parts.map((part) => PARTS.indexOf(part)));
  const consider = (pairs: Int32Array, line: number, kind: EdgeKind) => {
    const [source, target] = [pairs[2 * line]!, pairs[2 * line + 1]!];
    if (focus === null || source === focus || target === focus) lines.push({ source, target, kind });
  };
  for (let line = 0; line < logits.edges.length && lines.length <= most; line++) {
    const kind = logits.edges[line]! >= threshold ? "found" : "missed";
    if (kinds.includes(kind) && shown.has(bundle.edgePart[line]!)) consider(bundle.edges, line, kind);
  }
  if (kinds.includes("invented") || focus !== null)
    for (let line = 0; line < logits.candidates.length && lines.length <= most; line++) if (logits.candidates[line]! >= threshold) consider(bundle.candidates, line, "invented");
  return lines.length <= most ? lines : [];
}

/** An SVG path of the heads of these lines, in pixels of a picture of that size. */
export function headsPath(lines: readonly DirectedLine[], points: Float32Array, [x, y]: readonly [AxisWindow, AxisWindow], width: number, height: number): string {
  const place = (node: number) => [((points[2 * node]! - x.low) / (x.high - x.low)) * width, (1 - (points[2 * node + 1]! - y.low) / (y.high - y.low)) * height] as const;
  const heads: string[] = [];
  for (const { source, target } of lines) {
    const [[fromX, fromY], [toX, toY]] = [place(source), place(target)];
    const distance = Math.hypot(toX - fromX, toY - fromY);
    if (distance < GAP + LENGTH) continue; // no room for a head between the two
    const [along, across] = [(toX - fromX) / distance, (toY - fromY) / distance];
    const at = (back: number, aside: number) => `${(toX - along * back - across * aside).toFixed(1)} ${(toY - across * back + along * aside).toFixed(1)}`;
    heads.push(`M${at(GAP, 0)}L${at(GAP + LENGTH, HALF_WIDTH)}L${at(GAP + LENGTH, -HALF_WIDTH)}Z`);
  }
  return heads.join("");
}

/** Rings around the hovered and the chosen nodes, with their names; where there are none, the names of the largest nodes. */

import type { ReadonlySignal } from "@preact/signals";
import type { AxisWindow } from "../../../parts/latent/axis_scale";
import { directedLines, headsPath } from "../arrows";
import { cssColour } from "../../../parts/drawing/colours";
import { EDGE_COLOURS } from "../colouring";
import type { EdgeKind } from "../contract";
import { byDegree } from "../node_facts";
import type { GraphPage } from "../page";
import type { Named } from "../snapshot";

interface Props {
  page: GraphPage;
  positions: ReadonlySignal<Float32Array | null>;
  windows: ReadonlySignal<[AxisWindow, AxisWindow] | null>;
  /** In CSS pixels. */
  width: number;
  height: number;
}

export function NodeMarks({ page, positions, windows, width, height }: Props) {
  const [points, shown] = [positions.value, windows.value];
  if (!points || !shown || !width) return null;
  return (
    <svg class="map-layer marks" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {arrowHeads(page, points, shown, width, height).map(({ kind, path }) => (
        <path key={kind} class="arrow-heads" data-testid={`arrows-${kind}`} d={path} style={{ fill: cssColour(EDGE_COLOURS[kind]) }} />
      ))}
      {largestNodes(page, points, shown).map(({ node, across, up }) => (
        <text key={`name-${node}`} class="node-name" data-testid={`node-name-${node}`} x={across * width} y={(1 - up) * height - 9} text-anchor={across < 0.15 ? "start" : across > 0.85 ? "end" : "middle"}>
          {page.nameOf(node)}
        </text>
      ))}
      {markedNodes(page).map((node) => {
        const [across, up] = placeOf(points, node, shown);
        const [x, y] = [across * width, (1 - up) * height];
        const right = across < 0.6;
        return (
          <g key={node} class="node-mark" data-testid={`node-mark-${node}`}>
            <circle cx={x} cy={y} r="7" />
            <text x={right ? x + 11 : x - 11} y={y} dy="0.35em" text-anchor={right ? "start" : "end"}>
              {page.nameOf(node)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** Of the edges around the node in question, or of all where they are few. */
function arrowHeads(page: GraphPage, points: Float32Array, shown: [AxisWindow, AxisWindow], width: number, height: number): { kind: EdgeKind; path: string }[] {
  const [bundle, logits, counts] = [page.bundle.value, page.places.logits.value, page.threshold.counts.value];
  if (!bundle?.directed || !logits || !counts) return [];
  const focus = page.selection.hovered.value ?? page.selection.chosen.value[0] ?? null;
  const lines = directedLines({ bundle, logits, focus, parts: page.edges.parts.value, kinds: page.edges.kinds.value, threshold: counts.logit });
  return (["invented", "missed", "found"] as const)
    .map((kind) => ({ kind, path: headsPath(lines.filter((line) => line.kind === kind), points, shown, width, height) }))
    .filter(({ path }) => path);
}

/** All names that a picture shows, with rings around what is pointed at or chosen. */
export function namesIn(page: GraphPage, points: Float32Array, shown: [AxisWindow, AxisWindow]): Named[] {
  const marked = markedNodes(page).map((node) => {
    const [across, up] = placeOf(points, node, shown);
    return { text: page.nameOf(node), across, up, ringed: true };
  });
  return [...largestNodes(page, points, shown).map(({ node, across, up }) => ({ text: page.nameOf(node), across, up, ringed: false })), ...marked];
}

export function markedNodes(page: GraphPage): number[] {
  const [hovered, chosen] = [page.selection.hovered.value, page.selection.chosen.value];
  return hovered === null || chosen.includes(hovered) ? chosen : [...chosen, hovered];
}

const MOST_NAMES = 7;
/** Two names nearer than this, across and up, would cover one another. */
const APART = [0.24, 0.06] as const;

/** Of those in sight, where no node is looked at: then its name alone counts. */
function largestNodes(page: GraphPage, points: Float32Array, shown: [AxisWindow, AxisWindow]): { node: number; across: number; up: number }[] {
  const bundle = page.bundle.value;
  const found: { node: number; across: number; up: number }[] = [];
  if (!bundle || markedNodes(page).length) return found;
  for (const node of byDegree(bundle)) {
    const [across, up] = placeOf(points, node, shown);
    const inSight = Math.min(across, up) > 0.02 && across < 0.98 && up < 0.94;
    if (inSight && found.every((other) => Math.abs(across - other.across) > APART[0] || Math.abs(up - other.up) > APART[1])) found.push({ node, across, up });
    if (found.length === MOST_NAMES) break;
  }
  return found;
}

/** 0 … 1 from left to right and from bottom to top of the windows. */
export function placeOf(points: Float32Array, node: number, [x, y]: [AxisWindow, AxisWindow]): [number, number] {
  return [(points[2 * node]! - x.low) / (x.high - x.low), (points[2 * node + 1]! - y.low) / (y.high - y.low)];
}

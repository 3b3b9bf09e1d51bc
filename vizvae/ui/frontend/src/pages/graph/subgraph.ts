/** A node and what is around it, to take along: as a drawing (SVG) and as a graph (GEXF). */

import { cssColour } from "../../parts/drawing/colours";
import { neighboursOf, PARTS, type Bundle } from "./bundle";
import { EDGE_COLOURS, type LegendEntry } from "./colouring";
import type { EdgeKind } from "./contract";
import { sigmoid } from "./reconstruction";

/** A drawing of more is no drawing: the nearest are taken, and the file says so. */
export const MOST_NODES = 300;
/** More names than this cover one another. */
const MOST_NAMES = 60;
const SIDE = 900;
const MARGIN = 60;
const LINE = 20;

export interface Line {
  source: number;
  target: number;
  kind: EdgeKind;
  /** Of the split; null for an invented edge. */
  part: string | null;
  logit: number;
}

export interface Subgraph {
  focus: number;
  steps: number;
  /** The focus first, then by distance. */
  nodes: number[];
  /** How many further nodes are as near, but left out. */
  leftOut: number;
  lines: Line[];
}

/** The nodes at most `steps` real edges away, whichever way those go, and the partners that the model invents for the focus; with all edges among them. */
export function subgraphOf(bundle: Bundle, logits: { edges: Float32Array; candidates: Float32Array }, threshold: number, focus: number, steps: number): Subgraph {
  const found = new Set([focus]);
  let border = [focus];
  for (let step = 0; step < steps; step++) {
    const next: number[] = [];
    for (const node of border)
      for (const near of neighboursOf(bundle, node))
        if (!found.has(near)) {
          found.add(near);
          next.push(near);
        }
    border = next;
  }
  const invented: number[] = [];
  for (let i = 0; i < logits.candidates.length; i++) {
    const [a, b] = [bundle.candidates[2 * i]!, bundle.candidates[2 * i + 1]!];
    if (logits.candidates[i]! < threshold || (a !== focus && b !== focus)) continue;
    invented.push(i);
    found.add(a).add(b);
  }
  const nodes = [...found].slice(0, MOST_NODES);
  const kept = new Set(nodes);
  const lines: Line[] = [];
  for (let i = 0; i < logits.edges.length; i++) {
    const [source, target, logit] = [bundle.edges[2 * i]!, bundle.edges[2 * i + 1]!, logits.edges[i]!];
    if (kept.has(source) && kept.has(target)) lines.push({ source, target, kind: logit >= threshold ? "found" : "missed", part: PARTS[bundle.edgePart[i]!]!, logit });
  }
  for (const i of invented) {
    const [source, target] = [bundle.candidates[2 * i]!, bundle.candidates[2 * i + 1]!];
    if (kept.has(source) && kept.has(target)) lines.push({ source, target, kind: "invented", part: null, logit: logits.candidates[i]! });
  }
  return { focus, steps, nodes, leftOut: found.size - nodes.length, lines };
}

export interface Look {
  title: string;
  /** (node, 2) */
  positions: Float32Array;
  /** Packed, see colours.ts. */
  colours: Uint32Array;
  /** What the nodes' colours mean. */
  legend: readonly LegendEntry[];
  /** Which group a node is in, in words; not by its colour, which more than ten groups share. */
  groupOf: (node: number) => string;
}

export function subgraphSvg(bundle: Bundle, { focus, steps, nodes, leftOut, lines }: Subgraph, { title, positions, colours, legend }: Look): string {
  const place = placed(nodes, positions);
  const shown = new Set(nodes);
  const entries = legend.filter(({ colour, ofScale }) => ofScale || nodes.some((node) => css(colours[node]!) === cssColour(colour)));
  const kinds = (["found", "missed", "invented"] as const).filter((kind) => lines.some((line) => line.kind === kind));
  const rows = Math.max(entries.length, kinds.length) + 3;
  const height = SIDE + rows * LINE + MARGIN / 2;
  const names = nodes.length <= MOST_NAMES ? nodes : nodes.slice(0, MOST_NAMES);
  const head = `${escaped(bundle.names[focus]!)} and what is at most ${steps === 1 ? "one edge" : `${steps} edges`} away: ${nodes.length} nodes, ${lines.length} edges${leftOut ? ` (${leftOut} further nodes left out)` : ""}`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${height}" viewBox="0 0 ${SIDE} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${head}</title>`,
    `<rect width="${SIDE}" height="${height}" fill="#ffffff"/>`,
    ...(bundle.directed ? kinds.map((kind) => `<marker id="head-${kind}" viewBox="0 0 10 10" refX="17" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 1L10 5L0 9Z" fill="${rgb(kind)}"/></marker>`) : []),
    ...lines.map(({ source, target, kind, part, logit }) => {
      const [[x1, y1], [x2, y2]] = [place(source), place(target)];
      const dashes = part === "validation" ? ' stroke-dasharray="7 4"' : part === "test" ? ' stroke-dasharray="2 3"' : "";
      return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${rgb(kind)}" stroke-opacity="0.75" stroke-width="1.5"${dashes}${bundle.directed ? ` marker-end="url(#head-${kind})"` : ""}><title>${kind}${part ? `, ${part}` : ""}, probability ${sigmoid(logit).toFixed(4)}</title></line>`;
    }),
    ...[...nodes].reverse().map((node) => {
      const [x, y] = place(node);
      return `<circle cx="${x}" cy="${y}" r="${node === focus ? 8 : 5}" fill="${css(colours[node]!)}" stroke="${node === focus ? "#000000" : "#555555"}" stroke-width="${node === focus ? 2.5 : 0.75}"><title>${escaped(bundle.names[node]!)}</title></circle>`;
    }),
    ...names.filter((node) => shown.has(node)).map((node) => {
      const [x, y] = place(node);
      const right = x < SIDE * 0.7;
      return `<text x="${right ? x + 9 : x - 9}" y="${y + 4}" text-anchor="${right ? "start" : "end"}" fill="#111111" stroke="#ffffff" stroke-width="3" paint-order="stroke"${node === focus ? ' font-weight="600"' : ""}>${escaped(bundle.names[node]!)}</text>`;
    }),
    `<text x="${MARGIN / 2}" y="${SIDE + LINE}" font-weight="600" fill="#111111">${head}</text>`,
    `<text x="${MARGIN / 2}" y="${SIDE + 2 * LINE}" fill="#444444">${escaped(title)}. Solid: training edges; dashed: validation; dotted: test.</text>`,
    ...kinds.map((kind, i) => {
      const y = SIDE + (i + 3) * LINE;
      return `<line x1="${MARGIN / 2}" x2="${MARGIN / 2 + 24}" y1="${y - 4}" y2="${y - 4}" stroke="${rgb(kind)}" stroke-width="3"/><text x="${MARGIN / 2 + 32}" y="${y}" fill="#111111">${KIND_WORDS[kind]}</text>`;
    }),
    ...entries.map(({ name, colour }, i) => {
      const y = SIDE + (i + 3) * LINE;
      return `<circle cx="${SIDE / 2}" cy="${y - 4}" r="5" fill="${cssColour(colour)}" stroke="#555555" stroke-width="0.75"/><text x="${SIDE / 2 + 12}" y="${y}" fill="#111111">${escaped(name)}</text>`;
    }),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

export const KIND_WORDS: Record<EdgeKind, string> = { found: "found: an edge that the model predicts", missed: "missed: an edge that it does not predict", invented: "invented: predicted, and no edge" };

export function subgraphGexf(bundle: Bundle, { nodes, lines }: Subgraph, { title, positions, colours, groupOf }: Look): string {
  const place = placed(nodes, positions);
  const parts = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">',
    `<meta><creator>VizVAE</creator><description>${escaped(title)}</description></meta>`,
    `<graph mode="static" defaultedgetype="${bundle.directed ? "directed" : "undirected"}">`,
    '<attributes class="node"><attribute id="0" title="group" type="string"/></attributes>',
    '<attributes class="edge"><attribute id="0" title="probability" type="double"/><attribute id="1" title="logit" type="double"/><attribute id="2" title="part" type="string"/><attribute id="3" title="outcome" type="string"/></attributes>',
    "<nodes>",
    ...nodes.map((node) => {
      const [x, y] = place(node);
      const [r, g, b] = channels(colours[node]!);
      return `<node id="${node}" label="${escaped(bundle.names[node]!)}"><attvalues><attvalue for="0" value="${escaped(groupOf(node))}"/></attvalues><viz:color r="${r}" g="${g}" b="${b}"/><viz:position x="${x - SIDE / 2}" y="${SIDE / 2 - y}" z="0"/></node>`;
    }),
    "</nodes>",
    "<edges>",
    ...lines.map(
      ({ source, target, kind, part, logit }, id) =>
        // In the words of `vizvae graph export`, so that it is read back without what the model invented.
        `<edge id="${id}" source="${source}" target="${target}"><attvalues><attvalue for="0" value="${sigmoid(logit)}"/><attvalue for="1" value="${logit}"/><attvalue for="2" value="${part === null ? "none" : part === "training" ? "train" : part}"/><attvalue for="3" value="${kind}"/></attvalues></edge>`,
    ),
    "</edges>",
    "</graph>",
    "</gexf>",
  ];
  return `${parts.join("\n")}\n`;
}

/** The SVG as a picture, twice as large. Throws an Error where the browser cannot draw it. */
export async function svgAsPng(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = new OffscreenCanvas(2 * image.width, 2 * image.height);
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/png" });
}

/** Where these nodes stand in a square of `SIDE`, with one scale for both axes. */
function placed(nodes: readonly number[], positions: Float32Array): (node: number) => readonly [number, number] {
  const range = (axis: 0 | 1) => {
    const values = nodes.map((node) => positions[2 * node + axis]!);
    return [Math.min(...values), Math.max(...values)] as const;
  };
  const [[left, right], [bottom, top]] = [range(0), range(1)];
  const scale = (SIDE - 2 * MARGIN) / Math.max(right - left, top - bottom, 1e-9);
  const round = (value: number) => Math.round(10 * value) / 10;
  return (node) => [
    round(SIDE / 2 + scale * (positions[2 * node]! - (left + right) / 2)),
    round(SIDE / 2 - scale * (positions[2 * node + 1]! - (bottom + top) / 2)),
  ];
}

function channels(packed: number): [number, number, number] {
  return [packed & 255, (packed >> 8) & 255, (packed >> 16) & 255];
}

function css(packed: number): string {
  return cssColour(channels(packed));
}

function rgb(kind: EdgeKind): string {
  return cssColour(EDGE_COLOURS[kind]);
}

function escaped(text: string): string {
  // What XML 1.0 has no place for goes.
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

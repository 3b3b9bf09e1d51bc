/** One picture of the graph in pixels: nodes as points over edges as lines, invented edges lowest, found ones highest. */

import { LineLevels, SOLID, type Dash } from "../../parts/drawing/segments";
import type { AxisWindow } from "../../parts/latent/axis_scale";
import { PARTS, type Bundle } from "./bundle";
import { edgeColour } from "./colouring";
import type { EdgeKind, EdgePart } from "./contract";
import { CONTEXT, drawNodes, nodeRadius, type Ground } from "./ground";

/** More invented edges than this hide everything else: the likeliest are drawn, and the page says so. */
export const MOST_DRAWN = 20_000;
/** On a light ground, and on a dark one. */
const ALL_ALPHA = { light: 130, dark: 110 };
const FOCUS_ALPHA = 255;

/** Of the parts of the split, in CSS pixels. */
export const DASHES: Record<EdgePart, Dash> = { training: SOLID, validation: { on: 7, off: 4 }, test: { on: 2, off: 3 } };

export interface Scene {
  bundle: Bundle;
  positions: Float32Array;
  windows: [AxisWindow, AxisWindow];
  colours: Uint32Array;
  /** Nodes with a 1 step back. */
  dimmed: Uint8Array | null;
  logits: { edges: Float32Array; candidates: Float32Array };
  /** Only the lines of this node, and more strongly; null for all. */
  focus: number | null;
  parts: readonly EdgePart[];
  kinds: readonly EdgeKind[];
  threshold: number;
  /** The ground under the picture. */
  ground: Ground;
}

export class Painting {
  private readonly image: ImageData;
  private readonly edges: LineLevels;
  private readonly candidates: LineLevels;
  private readonly nodes: Uint32Array;
  private lineInputs: unknown[] = [];
  private nodeInputs: unknown[] = [];
  /** Candidates from this logit on are drawn, of those last ranked. */
  private least = -Infinity;
  private ranked: Float32Array | null = null;

  /** `scale`: device pixels in a CSS pixel. */
  constructor(
    readonly side: number,
    private readonly scale: number,
  ) {
    this.image = new ImageData(side, side);
    this.edges = new LineLevels(side, side);
    this.candidates = new LineLevels(side, side);
    this.nodes = new Uint32Array(side * side);
  }

  /** What has not changed since the last time is not drawn anew: under a moving threshold only each pixel's colour is looked up. */
  paint(canvas: HTMLCanvasElement, scene: Scene): void {
    const { bundle, positions, windows, logits, focus, parts, colours, dimmed } = scene;
    const lineInputs = [bundle, positions, windows, logits, focus, parts];
    if (differ(lineInputs, this.lineInputs)) this.drawLines(scene);
    this.lineInputs = lineInputs;
    const nodeInputs = [positions, windows, colours, dimmed, scene.ground];
    if (differ(nodeInputs, this.nodeInputs)) this.drawNodes(scene);
    this.nodeInputs = nodeInputs;
    this.colour(scene);
    if (canvas.width !== this.side) canvas.width = canvas.height = this.side;
    canvas.getContext("2d")!.putImageData(this.image, 0, 0);
  }

  private drawLines({ bundle, positions, windows: [x, y], logits, focus, parts }: Scene): void {
    const dashes = PARTS.map((part) => (parts.includes(part) ? scaled(DASHES[part], this.scale) : null));
    const touches = (pairs: Int32Array, line: number) => focus === null || pairs[2 * line] === focus || pairs[2 * line + 1] === focus;
    const thickness = Math.round(focus === null ? this.scale : 2 * this.scale);
    const { edges, edgePart, candidates } = bundle;
    this.edges.clear();
    this.edges.add(x, y, positions, { pairs: edges, values: logits.edges, dash: (line) => (touches(edges, line) ? dashes[edgePart[line]!]! : null) }, edgePart.length, thickness);
    this.candidates.clear();
    if (this.ranked !== logits.candidates) this.least = leastOf((this.ranked = logits.candidates), MOST_DRAWN);
    const least = focus === null ? this.least : -Infinity;
    const dash = (line: number) => (logits.candidates[line]! >= least && touches(candidates, line) ? SOLID : null);
    this.candidates.add(x, y, positions, { pairs: candidates, values: logits.candidates, dash }, logits.candidates.length, thickness);
  }

  private drawNodes({ bundle, positions, windows, colours, dimmed, ground }: Scene): void {
    this.nodes.fill(0);
    const radius = nodeRadius(bundle.numNodes, this.side);
    drawNodes(this.nodes, this.side, this.side, { positions, windows, colours, radius, scale: this.scale, ground, dimmed });
  }

  private colour({ kinds, threshold, focus, ground }: Scene): void {
    const words = new Uint32Array(this.image.data.buffer);
    const { nodes } = this;
    const { highest, lowest } = this.edges;
    const invented = this.candidates.highest;
    const alpha = focus === null ? ALL_ALPHA[ground] : FOCUS_ALPHA;
    const [foundColour, missedColour, inventedColour] = [edgeColour("found", alpha), edgeColour("missed", alpha), edgeColour("invented", alpha)];
    const foundFrom = kinds.includes("found") ? threshold : Infinity;
    const missedBelow = kinds.includes("missed") ? threshold : -Infinity;
    const inventedFrom = kinds.includes("invented") || focus !== null ? threshold : Infinity;
    for (let i = 0; i < words.length; i++) {
      const node = nodes[i]!;
      if (node !== 0 && node !== CONTEXT) words[i] = node;
      else if (highest[i]! >= foundFrom) words[i] = foundColour;
      else if (lowest[i]! < missedBelow) words[i] = missedColour;
      else words[i] = invented[i]! >= inventedFrom ? inventedColour : node;
    }
  }
}

function differ(now: unknown[], before: unknown[]): boolean {
  return now.some((value, i) => value !== before[i]);
}

function scaled({ on, off }: Dash, by: number): Dash {
  return { on: Math.round(on * by), off: Math.round(off * by) };
}

/** What the `count` highest of the values reach. */
function leastOf(values: Float32Array, count: number): number {
  return values.length <= count ? -Infinity : values.slice().sort()[values.length - count]!;
}

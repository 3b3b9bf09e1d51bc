/** A picture of the page as a file: on white whatever the theme, with its names, its arrows and a legend. */

import { cssColour } from "../../parts/drawing/colours";
import type { DirectedLine } from "./arrows";
import { headsPath } from "./arrows";
import { EDGE_COLOURS, type LegendEntry } from "./colouring";
import type { EdgeKind } from "./contract";
import { Painting, type Scene } from "./painting";

const SIDE = 700;
/** Pixels of the file in one of these. */
const SCALE = 2;
const LINE = 20;
const INDENT = 16;

export interface Named {
  text: string;
  /** 0 … 1 from left to right and from bottom to top. */
  across: number;
  up: number;
  /** Has a ring around it. */
  ringed: boolean;
}

export interface Snapshot {
  title: string;
  scene: Scene;
  names: readonly Named[];
  arrows: readonly DirectedLine[];
  nodeLegend: readonly LegendEntry[];
  edgeLegend: readonly { kind: EdgeKind; text: string }[];
}

export async function snapshotPng({ title, scene, names, arrows, nodeLegend, edgeLegend }: Snapshot): Promise<Blob> {
  const picture = document.createElement("canvas");
  new Painting(SIDE * SCALE, SCALE).paint(picture, { ...scene, ground: "light" });
  const rows = Math.max(edgeLegend.length, Math.ceil(nodeLegend.length / 2)) + 1;
  const canvas = new OffscreenCanvas(SIDE * SCALE, (SIDE + (rows + 1) * LINE) * SCALE);
  const context = canvas.getContext("2d")!;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0);
  context.scale(SCALE, SCALE);
  for (const kind of ["invented", "missed", "found"] as const) {
    context.fillStyle = cssColour(EDGE_COLOURS[kind]);
    context.fill(new Path2D(headsPath(arrows.filter((line) => line.kind === kind), scene.positions, scene.windows, SIDE, SIDE)));
  }
  context.textBaseline = "middle";
  for (const { text, across, up, ringed } of names) {
    const [x, y] = [across * SIDE, (1 - up) * SIDE];
    context.font = "600 13px system-ui, sans-serif";
    context.textAlign = ringed ? (across < 0.6 ? "left" : "right") : across < 0.15 ? "left" : across > 0.85 ? "right" : "center";
    const at = ringed ? [across < 0.6 ? x + 11 : x - 11, y] as const : [x, y - 13] as const;
    if (ringed) {
      context.strokeStyle = "#000";
      context.lineWidth = 2.5;
      context.beginPath();
      context.arc(x, y, 7, 0, 2 * Math.PI);
      context.stroke();
    }
    context.strokeStyle = "#fff";
    context.fillStyle = "#111";
    context.lineWidth = 3;
    context.strokeText(text, ...at);
    context.fillText(text, ...at);
  }
  context.strokeStyle = "#bbb";
  context.lineWidth = 1;
  context.strokeRect(0.5, 0.5, SIDE - 1, SIDE - 1);
  const row = (number: number) => SIDE + (number + 0.9) * LINE;
  context.fillStyle = "#111";
  context.textAlign = "left";
  context.fillText(title, INDENT, row(0), SIDE - 2 * INDENT);
  context.font = "13px system-ui, sans-serif";
  edgeLegend.forEach(({ kind, text }, i) => {
    context.fillStyle = cssColour(EDGE_COLOURS[kind]);
    context.fillRect(INDENT, row(i + 1) - 2, 18, 4);
    context.fillStyle = "#111";
    context.fillText(text, INDENT + 26, row(i + 1), SIDE / 3 - 50);
  });
  const half = Math.ceil(nodeLegend.length / 2);
  nodeLegend.forEach(({ name, colour }, i) => {
    const x = SIDE / 3 + (i < half ? 0 : SIDE / 3);
    const y = row((i % half) + 1);
    context.beginPath();
    context.arc(x, y, 5, 0, 2 * Math.PI);
    context.fillStyle = cssColour(colour);
    context.fill();
    context.strokeStyle = "#555";
    context.lineWidth = 0.75;
    context.stroke();
    context.fillStyle = "#111";
    context.fillText(name, x + 10, y, SIDE / 3 - 20);
  });
  return canvas.convertToBlob({ type: "image/png" });
}

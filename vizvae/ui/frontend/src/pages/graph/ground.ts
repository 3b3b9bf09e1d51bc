/** The ground under a picture, which follows the theme, and nodes that are seen on either. */

import { PointCloud } from "../../parts/drawing/points";
import type { AxisWindow } from "../../parts/latent/axis_scale";

export type Ground = "light" | "dark";

/** Of the nodes that step back: beneath the lines, too. */
export const CONTEXT = 0x50808080;
/** Around the nodes on a light ground, on which yellow would be lost. */
const OUTLINE = 0xff555555;
/** Of the outline, in CSS pixels. Nodes of a pixel have none: it would be all that is seen of them. */
const RIM = 0.7;
const SMALLEST_WITH_RIM = 1;
/** Fewer nodes than these have room to be drawn larger; more than those would be one blot. */
const FEW = 200;
const MANY = 10_000;

export function groundOf(element: Element): Ground {
  return isLight(getComputedStyle(element).backgroundColor) ? "light" : "dark";
}

/** Whether dark is read better than light on a colour as the browser computes it: `rgb(255, 255, 255)` or `color(srgb 1 1 1)`. */
function isLight(colour: string): boolean {
  const [red, green, blue] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  const most = colour.includes("srgb") ? 1 : 255;
  return (0.299 * red! + 0.587 * green! + 0.114 * blue!) / most > 0.5;
}

/** Calls back where another theme makes another ground: the transition of the canvas, of a millisecond, tells. Returns what ends that. */
export function onNewGround(canvas: HTMLCanvasElement, call: () => void): () => void {
  const abort = new AbortController();
  canvas.addEventListener("transitionend", call, { signal: abort.signal });
  return () => abort.abort();
}

/** In device pixels, of a node among so many on a picture of this side. */
export function nodeRadius(count: number, side: number): number {
  if (count < FEW) return Math.max(1.5, side / 100);
  return Math.max(1.5, side / 230) * Math.min(1, Math.sqrt(MANY / count));
}

interface Nodes {
  positions: Float32Array;
  windows: readonly [AxisWindow, AxisWindow];
  colours: Uint32Array;
  /** In device pixels. */
  radius: number;
  /** Device pixels in a CSS pixel. */
  scale: number;
  ground: Ground;
  /** Nodes with a 1 step back. */
  dimmed?: Uint8Array | null;
}

export function drawNodes(words: Uint32Array, width: number, height: number, { positions, windows: [x, y], colours, radius, scale, ground, dimmed }: Nodes): void {
  const cloud = new PointCloud(positions);
  const stepBack = dimmed ?? undefined;
  if (ground === "light" && radius >= SMALLEST_WITH_RIM) cloud.draw(words, width, height, x, y, new Uint32Array(colours.length).fill(OUTLINE), radius + RIM * scale, stepBack, CONTEXT);
  cloud.draw(words, width, height, x, y, colours, radius, stepBack, CONTEXT);
}

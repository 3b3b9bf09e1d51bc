/**
 * Tens of thousands of points, written straight into pixels: a canvas path for each of them is many times slower. A map has the windows'
 * low ends at its left and bottom. Points and windows are in warped units (latent/axis_scale.ts), places in device pixels.
 */

import type { AxisWindow } from "../latent/axis_scale";

export class PointCloud {
  /** `xy`: (count, 2). */
  constructor(private readonly xy: Float32Array) {}

  /**
   * Draws each point as a disc in its packed colour into `pixels` (height, width; a Uint32Array over ImageData), later points over
   * earlier ones. Points with a 1 in `dimmed` lie behind all others, in `dimmedColour`.
   */
  draw(
    pixels: Uint32Array,
    width: number,
    height: number,
    windowX: AxisWindow,
    windowY: AxisWindow,
    colours: Uint32Array,
    radius: number,
    dimmed?: Uint8Array,
    dimmedColour = 0,
  ): void {
    const { xy } = this;
    const place = placement(windowX, windowY, width, height);
    const disc = discOffsets(radius);
    const reach = Math.ceil(radius);
    const flat = disc.map(([dx, dy]) => dy * width + dx);

    const drawPoint = (i: number, colour: number) => {
      const x = Math.floor(place.left + place.scaleX * xy[2 * i]!);
      const y = Math.floor(place.top - place.scaleY * xy[2 * i + 1]!);
      if (x >= reach && y >= reach && x < width - reach && y < height - reach) {
        const at = y * width + x;
        for (let k = 0; k < flat.length; k++) pixels[at + flat[k]!] = colour;
      } else if (x >= -reach && y >= -reach && x < width + reach && y < height + reach) {
        for (const [dx, dy] of disc)
          if (x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height) pixels[(y + dy) * width + x + dx] = colour;
      }
    };

    const count = xy.length / 2;
    if (dimmed) for (let i = 0; i < count; i++) if (dimmed[i]) drawPoint(i, dimmedColour);
    for (let i = 0; i < count; i++) if (!dimmed?.[i]) drawPoint(i, colours[i]!);
  }
}

/** The point nearest to the place (px, py) and no more than `within` pixels from it, or −1. */
export function nearestPoint(
  xy: Float32Array,
  windowX: AxisWindow,
  windowY: AxisWindow,
  width: number,
  height: number,
  px: number,
  py: number,
  within: number,
): number {
  const { left, top, scaleX, scaleY } = placement(windowX, windowY, width, height);
  let nearest = -1;
  let least = within * within;
  for (let i = 0; 2 * i < xy.length; i++) {
    const dx = left + scaleX * xy[2 * i]! - px;
    const dy = top - scaleY * xy[2 * i + 1]! - py;
    const squared = dx * dx + dy * dy;
    // Of equal ones the last, which is drawn on top.
    if (squared <= least) {
      least = squared;
      nearest = i;
    }
  }
  return nearest;
}

/**
 * Points on the screen, no two of them nearer than `spacing` pixels: each of `candidates` (all, unless given) in their order that has room
 * beside those before it.
 */
export function thinned(
  xy: Float32Array,
  windowX: AxisWindow,
  windowY: AxisWindow,
  width: number,
  height: number,
  spacing: number,
  candidates?: readonly number[],
): number[] {
  const { left, top, scaleX, scaleY } = placement(windowX, windowY, width, height);
  // A cell's diagonal is `spacing`: it holds one point at most, and whoever is too near lies at most two cells away.
  const cell = spacing / Math.SQRT2;
  const columns = Math.ceil(width / cell) + 4; // two empty ones at either side
  const taken = new Map<number, readonly [number, number]>();
  const chosen: number[] = [];

  const hasRoom = (x: number, y: number, at: number) => {
    for (let row = -2; row <= 2; row++)
      for (let column = -2; column <= 2; column++) {
        const other = taken.get(at + row * columns + column);
        if (other && (other[0] - x) ** 2 + (other[1] - y) ** 2 < spacing * spacing) return false;
      }
    return true;
  };

  const count = candidates?.length ?? xy.length / 2;
  for (let k = 0; k < count; k++) {
    const i = candidates ? candidates[k]! : k;
    const x = left + scaleX * xy[2 * i]!;
    const y = top - scaleY * xy[2 * i + 1]!;
    if (!(x >= 0 && y >= 0 && x < width && y < height)) continue;
    const at = Math.floor(y / cell) * columns + Math.floor(x / cell) + 2;
    if (taken.has(at) || !hasRoom(x, y, at)) continue;
    taken.set(at, [x, y]);
    chosen.push(i);
  }
  return chosen;
}

/** Pixel x = left + scaleX·x, pixel y = top − scaleY·y. */
function placement(windowX: AxisWindow, windowY: AxisWindow, width: number, height: number) {
  const scaleX = width / (windowX.high - windowX.low);
  const scaleY = height / (windowY.high - windowY.low);
  return { left: -scaleX * windowX.low, top: scaleY * windowY.high, scaleX, scaleY };
}

/** The pixels of a disc around its middle one. A quarter pixel more than the radius looks rounder at 1 … 4 pixels. */
function discOffsets(radius: number): [number, number][] {
  const reach = Math.ceil(radius);
  const offsets: [number, number][] = [];
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) if (Math.hypot(dx, dy) <= radius + 0.25) offsets.push([dx, dy]);
  return offsets;
}

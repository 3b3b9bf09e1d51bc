/** Data images in the place of their points, as many as have room. */

import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { bytePixels } from "../../../parts/drawing/pixels";
import { thinned } from "../../../parts/drawing/points";
import type { App } from "../../../parts/explorer/app";
import type { MapState } from "../map_state";
import { warpedPositions } from "../positions";

/** CSS pixels. */
const SIZE = 26;

export function Thumbnails({ app, map, side }: { app: App; map: MapState; side: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useSignalEffect(() => {
    const points = map.positions.value && warpedPositions(map);
    const images = app.images.value;
    const [x, y] = map.windows.value;
    const selection = map.selection.value;
    const hovered = map.hover.value?.index ?? null;
    const element = canvas.current;
    if (!element || !points || !images) return;
    const context = element.getContext("2d")!;
    context.clearRect(0, 0, side, side);
    const { channels, height, width } = map.model.image;
    const tile = new OffscreenCanvas(width, height);
    const draw = (index: number, size: number) => {
      const bytes = images.at(index);
      if (!bytes) return; // drawn again when it has come
      tile.getContext("2d")!.putImageData(new ImageData(bytePixels(bytes, channels), width), 0, 0);
      const left = ((points[2 * index]! - x.low) / (x.high - x.low)) * side - size / 2;
      const top = (1 - (points[2 * index + 1]! - y.low) / (y.high - y.low)) * side - size / 2;
      context.drawImage(tile, left, top, size, size);
    };
    for (const index of thinned(points, x, y, side, side, SIZE, selection ?? undefined)) draw(index, SIZE);
    if (hovered !== null) draw(hovered, 2 * SIZE); // in front of all others
  });
  return <canvas ref={canvas} class="map-layer pixels-clear" data-testid="thumbnails" width={side} height={side} role="img" aria-label="Data images in their places" />;
}

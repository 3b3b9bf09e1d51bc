import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Lattice } from "../lattice";
import type { MapState } from "../map_state";

/** The lattice's picture, placed where its window lies in the map's: it moves with the pan before it is decoded anew. */
export function LatticeLayer({ lattice, map }: { lattice: Lattice; map: MapState }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useSignalEffect(() => {
    void lattice.version.value;
    const windows = map.windows.value;
    const { picture, shown } = lattice;
    const element = canvas.current;
    if (!element || !shown) return;
    if (element.width !== picture.width) element.width = picture.width;
    if (element.height !== picture.height) element.height = picture.height;
    element.getContext("2d")!.drawImage(picture, 0, 0);
    const [x, y] = windows.map(({ low, high }, axis) => {
      const other = shown.windows[axis]!;
      const scale = (other.high - other.low) / (high - low);
      return { scale, offset: (other.low - low) / (high - low) };
    }) as [{ scale: number; offset: number }, { scale: number; offset: number }];
    element.style.transform = `translate(${100 * x.offset}%, ${100 * (1 - y.offset - y.scale)}%) scale(${x.scale}, ${y.scale})`;
  });
  return <canvas ref={canvas} class="pixels map-layer map-lattice" data-testid="lattice" data-drawing={lattice.drawing} role="img" aria-label="Images decoded on a lattice over the map" />;
}

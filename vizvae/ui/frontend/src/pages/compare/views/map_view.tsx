/** Where a model's encoder puts the images. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { classColours } from "../../../parts/drawing/colours";
import { PointCloud } from "../../../parts/drawing/points";
import { fitWindows } from "../../../parts/latent/fit_windows";
import type { ModelColumn } from "../column";

/** Canvas pixels; shown at half as many. */
const SIZE = 192;

export function MapView({ column, several }: { column: ModelColumn; several: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = column.map.value;
  useLayoutEffect(() => {
    if (!map) return;
    const image = new ImageData(SIZE, SIZE);
    const [x, y] = fitWindows(map.xy, 0.01);
    new PointCloud(map.xy).draw(new Uint32Array(image.data.buffer), SIZE, SIZE, x, y, classColours(map.labels), 2.2);
    canvas.current!.getContext("2d")!.putImageData(image, 0, 0);
  }, [map]);
  return (
    <canvas
      ref={canvas}
      class="compare-map"
      data-testid={`map-of-${column.facts.name}`}
      data-ready={map !== null}
      width={SIZE}
      height={SIZE}
      role="img"
      aria-label={`Where ${column.facts.title} puts 1,000 ${several}`}
    />
  );
}

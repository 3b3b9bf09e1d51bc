/** Every data image as a point. */

import { computed, useSignalEffect } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { PointCloud } from "../../../parts/drawing/points";
import { oncePerFrame } from "../../../parts/runtime/latest";
import { pointColours } from "../colouring";
import type { MapState } from "../map_state";
import { warpedPositions } from "../positions";

/** Of a point, as a part of the map's side; many points are drawn smaller. */
const RADIUS = 1 / 250;
const RADIUS_OF_MANY = 1 / 480;
const MANY = 20_000;
/** Points grow when one zooms in, up to this much. */
const LARGEST = 2.5;
/** Not selected: grey context. ABGR. */
const CONTEXT = 0x60808080;

export function PointsLayer({ map, side }: { map: MapState; side: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { cloud, colours, dimmed } = useMemo(() => {
    const warped = computed(() => warpedPositions(map));
    return {
      cloud: computed(() => (warped.value ? new PointCloud(warped.value) : null)),
      colours: computed(() => pointColours(map)),
      dimmed: computed(() => dimmedPoints(map)),
    };
  }, [map]);
  const painter = useMemo(() => {
    let image: ImageData | null = null;
    const paint = () => {
      const element = canvas.current;
      if (!element) return;
      const began = performance.now();
      const pixels = Math.round(side * Math.min(devicePixelRatio, 2));
      if (element.width !== pixels) element.width = element.height = pixels;
      if (image?.width !== pixels) image = new ImageData(pixels, pixels);
      const words = new Uint32Array(image.data.buffer);
      words.fill(0);
      const points = cloud.peek();
      const colour = colours.peek();
      if (points && colour) {
        const count = colour.length;
        const [x, y] = map.windows.peek();
        const whole = map.wholeWindow()[0];
        const zoomed = Math.min(LARGEST, Math.max(1, ((whole.high - whole.low) / (x.high - x.low)) ** 0.35));
        const radius = Math.max(1, (count > MANY ? RADIUS_OF_MANY : RADIUS) * pixels * zoomed);
        points.draw(words, pixels, pixels, x, y, colour, radius, dimmed.peek() ?? undefined, CONTEXT);
      }
      element.getContext("2d")!.putImageData(image, 0, 0);
      element.dataset["painted"] = String(Number(element.dataset["painted"] ?? 0) + 1);
      performance.measure("vizvae-points", { start: began });
    };
    return oncePerFrame(paint);
  }, [map, side]);
  useSignalEffect(() => {
    void [map.windows.value, cloud.value, colours.value, dimmed.value];
    painter.request();
  });
  painter.request();
  return <canvas ref={canvas} class="map-layer" data-testid="points" role="img" aria-label="The data images as points" />;
}

/** 1 for a point outside the selection. */
function dimmedPoints(map: MapState): Uint8Array | null {
  const selection = map.selection.value;
  if (!selection) return null;
  const { count } = map.model.reference;
  const perImage = Math.max(1, map.draws.value);
  const dimmed = new Uint8Array(count * perImage).fill(1);
  for (const index of selection) for (let draw = 0; draw < perImage; draw++) dimmed[draw * count + index] = 0;
  return dimmed;
}

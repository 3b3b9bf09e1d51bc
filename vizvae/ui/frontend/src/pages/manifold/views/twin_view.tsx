import { useLayoutEffect, useRef } from "preact/hooks";
import { imagePixels, paint } from "../../../parts/drawing/pixels";
import { latentName } from "../../../parts/latent/numbers";
import { useWidth } from "../../../parts/widgets/use_width";
import type { ManifoldPage } from "../page";
import { nearestOnMap } from "../picking";
import type { Point } from "../map_state";
import type { Twin } from "../twin";
import { LatticeLayer } from "./lattice_layer";
import { Cross, Ticks } from "./marks";
import { PointsLayer } from "./points_layer";

/** The second model: the same part of its own map, and what is under the pointer on either map is marked on both. */
export function TwinView({ page, twin }: { page: ManifoldPage; twin: Twin }) {
  const [surface, side] = useWidth<HTMLDivElement>();
  const { map } = twin;
  const hover = map.hover.value;
  const here = twin.here.value;
  const onScreen = ([x, y]: Point): Point => [map.unit(0, x) * side.value, (1 - map.unit(1, y)) * side.value];
  const look = (event: PointerEvent) => {
    const box = surface.current!.getBoundingClientRect();
    const [u, v] = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
    const index = map.show.peek().includes("points") ? nearestOnMap(map, [u, v], box.width) : null;
    page.map.peek().hover.value = twin.onFirst(page.map.peek(), { x: map.coordinate(0, u), y: map.coordinate(1, v), index });
  };
  const [nameX, nameY] = map.axisNames(latentName);
  return (
    <section class="twin" aria-label={twin.model.title}>
      <div
        ref={surface}
        class="map-surface"
        data-testid="twin-map"
        onPointerMove={look}
        onPointerDown={look}
        onPointerLeave={() => (page.map.peek().hover.value = null)}
      >
        {map.show.value.includes("lattice") && <LatticeLayer lattice={twin.lattice} map={map} />}
        {map.show.value.includes("points") && side.value > 0 && <PointsLayer map={map} side={side.value} />}
        {side.value > 0 && (
          <svg class="map-layer marks" viewBox={`0 0 ${side.value} ${side.value}`} aria-hidden="true">
            <Ticks map={map} side={side.value} />
            {here && <Cross className="mark-here" at={onScreen(here)} />}
            {hover && <Cross className="mark-hover" at={onScreen([hover.x, hover.y])} />}
          </svg>
        )}
      </div>
      <div class="map-x">
        {nameX} across, {nameY} up
      </div>
      <div class="twin-below">
        <TwinImage twin={twin} />
        <div class="twin-words">
          <strong>{twin.model.title}</strong>
          <p class="hint">
            What is pointed at on either map, and else the point one is at, is marked on both: the same data image, or where there is none the same place, counted in each one's own spread of the data.
            {!twin.model.stochastic && " In a deterministic autoencoder nothing fills the space between the codes: look for holes, and for images that look like none of the data."}
          </p>
          <button type="button" class="button" data-testid="close-twin" onClick={() => page.closeTwin()}>
            Close
          </button>
        </div>
      </div>
    </section>
  );
}

function TwinImage({ twin }: { twin: Twin }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { channels, height, width } = twin.model.image;
  const image = twin.image.value;
  useLayoutEffect(() => {
    if (image) paint(canvas.current!, imagePixels(image, channels), width);
  }, [image]);
  return <canvas ref={canvas} class="pixels twin-image" data-testid="twin-image" width={width} height={height} role="img" aria-label={`Image decoded by ${twin.model.title}`} />;
}

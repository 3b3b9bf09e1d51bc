import { useLayoutEffect, useRef } from "preact/hooks";
import { imagePixels, paint } from "../../../parts/drawing/pixels";
import { useWidth } from "../../../parts/widgets/use_width";
import type { ManifoldPage } from "../page";
import type { Twin } from "../twin";
import { LatticeLayer } from "./lattice_layer";
import { PointsLayer } from "./points_layer";

/** The second model: the same part of its own map, the same place under the pointer. */
export function TwinView({ page, twin }: { page: ManifoldPage; twin: Twin }) {
  const [surface, side] = useWidth<HTMLDivElement>();
  const { map } = twin;
  const hover = map.hover.value;
  return (
    <section class="twin" aria-label={twin.model.title}>
      <div ref={surface} class="map-surface" data-testid="twin-map">
        {map.show.value.includes("lattice") && <LatticeLayer lattice={twin.lattice} map={map} />}
        {map.show.value.includes("points") && side.value > 0 && <PointsLayer map={map} side={side.value} />}
        {hover && side.value > 0 && (
          <svg class="map-layer marks" viewBox={`0 0 ${side.value} ${side.value}`} aria-hidden="true">
            <path class="mark-hover" d={`M${map.unit(0, hover.x) * side.value - 9} ${(1 - map.unit(1, hover.y)) * side.value}h18M${map.unit(0, hover.x) * side.value} ${(1 - map.unit(1, hover.y)) * side.value - 9}v18`} />
          </svg>
        )}
      </div>
      <div class="twin-below">
        <TwinImage twin={twin} />
        <div class="twin-words">
          <strong>{twin.model.title}</strong>
          <p class="hint">
          {twin.model.stochastic
            ? "The same place of this model's own map, counted in its own spread of the data."
            : "A deterministic autoencoder: nothing fills the space between its codes, so look for holes and for images that are no digits."}
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

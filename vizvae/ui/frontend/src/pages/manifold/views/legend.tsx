import { formatSignificant } from "../../../parts/latent/numbers";
import { CLASS_COLOURS, cssColour, sequentialRamp } from "../../../parts/drawing/colours";
import { colourScale } from "../colouring";
import type { MapState } from "../map_state";
import type { ManifoldPage } from "../page";

const RAMP = sequentialRamp();

/** What the colours of the points mean; a click on a class selects it. */
export function Legend({ page, map }: { page: ManifoldPage; map: MapState }) {
  const scale = map.colour.value === "class" ? null : colourScale(map, (latent) => page.nameOf(latent));
  const { classNames, labels } = map.model.data;
  if (scale)
    return (
      <div class="map-legend" data-testid="legend">
        <span>{scale.name}</span>
        <span>{formatSignificant(scale.low, 3)}</span>
        <i class="map-ramp" style={{ background: `linear-gradient(to right, ${RAMP})` }} />
        <span>{formatSignificant(scale.high, 3)}</span>
      </div>
    );
  return (
    <div class="map-legend" data-testid="legend" role="group" aria-label="Classes: press one to select it">
      {classNames.map((name, label) => (
        <button
          key={name}
          type="button"
          class="legend-class"
          data-testid={`class-${label}`}
          title={`Select class ${name}`}
          onClick={() => page.select(labels.flatMap((other, i) => (other === label ? [i] : [])))}
        >
          <i style={{ background: cssColour(CLASS_COLOURS[label % CLASS_COLOURS.length]!) }} />
          {name}
        </button>
      ))}
      {map.selection.value && (
        <button type="button" class="chip" onClick={() => (map.selection.value = null)}>
          all
        </button>
      )}
    </div>
  );
}

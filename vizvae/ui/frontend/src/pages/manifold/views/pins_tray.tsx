import { useEffect, useRef } from "preact/hooks";
import { imagePixels, paint } from "../../../parts/drawing/pixels";
import { Icon } from "../../../parts/widgets/icons";
import type { MapState, Pin } from "../map_state";
import type { ManifoldPage } from "../page";

interface Props {
  page: ManifoldPage;
  map: MapState;
}

/** Pinned points beside each other. */
export function PinsTray({ page, map }: Props) {
  const pins = map.pins.value;
  return (
    <section class="pins" aria-label="Pinned points">
      <h3>Pins</h3>
      <button
        type="button"
        class="button"
        data-testid="pin-here"
        title="Pin the point where you are: the encoding of a drawing, a draw from the prior"
        onClick={() => {
          const workspace = page.app.workspace.peek();
          map.pin(workspace.currentZ(), workspace.origin.peek());
        }}
      >
        Pin this point
      </button>
      {!pins.length && <p class="hint">Click on the map to pin a point: pins stay, and can be compared and joined.</p>}
      <div class="pin-list" data-testid="pins">
        {pins.map((pin, i) => (
          <PinCard key={pin.id} page={page} map={map} pin={pin} number={i + 1} />
        ))}
      </div>
    </section>
  );
}

function PinCard({ page, map, pin, number }: Props & { pin: Pin; number: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { channels, height, width } = map.model.image;
  const ready = page.app.live.ready.value;
  useEffect(() => {
    if (!ready) return undefined;
    let wanted = true;
    page.app.live
      .decode(pin.z)
      .then(({ mean }) => wanted && canvas.current && paint(canvas.current, imagePixels(mean, channels), width))
      .catch(() => undefined); // the page already says that the model does not answer
    return () => (wanted = false);
  }, [pin, ready]);
  return (
    <div class="pin" data-testid={`pin-${number - 1}`}>
      <button
        type="button"
        class="pin-image"
        title={`${pin.title}: go there`}
        onPointerEnter={(event) => event.pointerType === "mouse" && (page.app.live.preview.value = { z: pin.z, label: `pin ${number}` })}
        onPointerLeave={() => (page.app.live.preview.value = null)}
        onClick={() => page.go(pin.z, `Pin ${number}: ${pin.title}`)}
      >
        <canvas ref={canvas} class="pixels" width={width} height={height} role="img" aria-label={`Pin ${number}: ${pin.title}`} />
        <b>{number}</b>
      </button>
      <button type="button" class="icon-button" aria-label={`Remove pin ${number}`} onClick={() => map.unpin(pin.id)}>
        <Icon name="close" />
      </button>
    </div>
  );
}

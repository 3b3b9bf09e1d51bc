import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { reason } from "../../../parts/explorer/actions";
import { constantSpeed, pathLength } from "../../../parts/latent/interpolation";
import { pointOn } from "../../../parts/latent/plane";
import { shoot, type Film } from "../film";
import type { MapState } from "../map_state";
import type { ManifoldPage } from "../page";
import { FilmView } from "./film_view";

const STEPS = 32;

/** The path drawn on the map, at constant speed. */
export function PathPanel({ page, map }: { page: ManifoldPage; map: MapState }) {
  const shown = useSignal<{ film: Film; length: number } | null>(null);
  const path = map.path.value;
  const drawing = map.mode.value === "path";
  const ready = page.app.live.ready.value && page.app.live.reference.value !== null;
  useEffect(() => {
    const plane = map.plane.peek();
    const path = map.path.peek();
    shown.value = null;
    if (path.length < 2 || !plane || !ready) return undefined;
    let wanted = true;
    const make = async () => {
      try {
        const z = page.app.workspace.peek().currentZ();
        const made = await shoot(page.app, constantSpeed(path, STEPS).map(([x, y]) => pointOn(plane, z, x, y)));
        if (!wanted) return;
        shown.value = { film: made, length: pathLength(path) };
        page.filmedThrough.value = z;
      } catch (error) {
        if (wanted) page.app.messages.error(reason(error));
      }
    };
    void make();
    return () => (wanted = false);
  }, [page.pathsDrawn.value, map, ready, String(map.choice.value)]); // another plane has another path, or none
  return (
    <div class="panel" data-testid="path-panel">
      <div class="button-row">
        <button
          type="button"
          class="button"
          data-testid="draw-path"
          aria-pressed={drawing}
          disabled={!map.plane.value}
          onClick={() => (map.mode.value = drawing ? "look" : "path")}
        >
          {drawing ? "Done drawing" : path.length ? "Draw another path" : "Draw a path"}
        </button>
        {path.length > 0 && (
          <button type="button" class="button" onClick={() => ((map.path.value = []), (shown.value = null))}>
            Clear
          </button>
        )}
      </div>
      {drawing && !path.length && <p class="hint">Press on the map, move, and let go: the way becomes a film of {STEPS} images at constant speed.</p>}
      {!map.plane.value && <p class="hint">A path needs a map that can be decoded: choose latents or principal directions as its plane.</p>}
      {shown.value && <p class="hint">A path of length {shown.value.length.toFixed(1)} in the latent space, at constant speed.</p>}
      {shown.value && <FilmView page={page} map={map} film={shown.value.film} name="path" autoplay={page.pathsDrawn.value > 0} />}
    </div>
  );
}

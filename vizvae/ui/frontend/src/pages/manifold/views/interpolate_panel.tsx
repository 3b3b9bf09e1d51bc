import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { reason } from "../../../parts/explorer/actions";
import { crossFade, linear, spherical, turning } from "../../../parts/latent/interpolation";
import { endpoints, ends, samePlace } from "../endpoints";
import { filmOfImages, shoot, type Film } from "../film";
import type { MapState, Point } from "../map_state";
import type { ManifoldPage } from "../page";
import { Choice } from "../../../parts/widgets/choice";
import { FilmView } from "./film_view";

const STEPS = 11;
const WAYS = [
  { key: "linear", name: "Straight line in the latent space" },
  { key: "turning", name: "Straight, but the angle turns the shorter way round: the two ends of its latent show the same" },
  { key: "spherical", name: "Along a sphere: the distance from z = 0 changes evenly" },
  { key: "cross-fade", name: "Cross-fade of the two images: what happens without a latent space" },
] as const;

/** No `turning` where no latent is an angle. */
type Films = Partial<Record<(typeof WAYS)[number]["key"], Film>>;

/** From one point to another in two ways, in three where a latent is an angle, with the cross-fade as the control. */
export function InterpolatePanel({ page, map }: { page: ManifoldPage; map: MapState }) {
  const from = useSignal("");
  const to = useSignal("");
  const films = useSignal<Films | null>(null);
  const choices = useComputed(() => endpoints(page, map));
  const all = choices.value;
  const [a, b] = ends(all, from.value, to.value) ?? [];
  const { angle } = map.model;
  const ready = page.app.live.ready.value && page.app.live.reference.value !== null;
  const key = a && b ? [...a.z, ...b.z].join() : "";
  useEffect(() => {
    films.value = null;
    page.line.value = null;
    if (!a || !b || !ready || samePlace(a, b)) return undefined;
    let wanted = true;
    const make = async () => {
      try {
        const straight = await shoot(page.app, linear(a.z, b.z, STEPS));
        const round = await shoot(page.app, spherical(a.z, b.z, STEPS));
        const turned = angle === null ? undefined : await shoot(page.app, turning(a.z, b.z, STEPS, angle));
        const fade = filmOfImages(page.app, crossFade(straight.frames[0]!.bytes, straight.frames.at(-1)!.bytes, STEPS));
        if (!wanted) return;
        films.value = { linear: straight, turning: turned, spherical: round, "cross-fade": fade };
        const line = spherical(a.z, b.z, 40).map((z) => map.place(z));
        page.line.value = line.every((point) => point) ? (line as Point[]) : null;
      } catch (error) {
        if (wanted) page.app.messages.error(`The images between could not be decoded: ${reason(error)}.`);
      }
    };
    const timer = setTimeout(() => void make(), 100);
    return () => {
      wanted = false;
      clearTimeout(timer);
      page.line.value = null;
    };
  }, [key, map, ready]);
  return (
    <div class="panel" data-testid="interpolate-panel">
      <div class="choices">
        <Choice label="From" testid="interpolate-from" value={a?.key ?? ""} options={all} onChoose={(key) => (from.value = key)} />
        <Choice label="to" testid="interpolate-to" value={b?.key ?? ""} options={all} onChoose={(key) => (to.value = key)} />
      </div>
      {!films.value && <p class="hint">Choose two different points: click two places on the map, and they are joined here.</p>}
      {films.value &&
        WAYS.flatMap(({ key, name }) => {
          const film = films.value![key];
          return film ? (
            <section key={key}>
              <h4>{name}</h4>
              <FilmView page={page} map={map} film={film} name={key} explained={key === "linear"} />
            </section>
          ) : (
            []
          );
        })}
    </div>
  );
}

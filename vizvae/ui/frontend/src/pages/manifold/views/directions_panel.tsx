import { formatDecimal } from "../../../parts/latent/numbers";
import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { reason } from "../../../parts/explorer/actions";
import { analogy, attributeVector } from "../../../parts/latent/directions";
import { endpoints } from "../endpoints";
import { shoot, type Film } from "../film";
import type { MapState } from "../map_state";
import type { ManifoldPage } from "../page";
import { Choice } from "../../../parts/widgets/choice";
import { FilmView } from "./film_view";

const STEPS = 13;
/** The slider goes this many times the way from one group's mean to the other's. */
const REACH = 2;

interface Props {
  page: ManifoldPage;
  map: MapState;
}

/** An attribute as the difference of two groups' means, added to any point. */
export function DirectionsPanel({ page, map }: Props) {
  const { data } = map.model;
  const from = useSignal("");
  const to = useSignal("");
  const amount = useSignal(0);
  const film = useSignal<Film | null>(null);
  const groups = useComputed(() => [
    { key: "all", label: "all images", indices: () => data.labels.map((_, i) => i) },
    ...data.classNames.flatMap((name, label) =>
      data.labels.includes(label)
        ? [{ key: `class-${label}`, label: `class ${name}`, indices: () => data.labels.flatMap((other, i) => (other === label ? [i] : [])) }]
        : [],
    ),
    ...map.groups.value.map(({ name, indices }, i) => ({ key: `group-${i}`, label: name, indices: () => indices })),
  ]);
  // As far as the reader has not said: the first two that have members of their own, and what there is where there are not.
  const keys = groups.value.map(({ key }) => key);
  const chosen = (said: string, place: number) => (keys.includes(said) ? said : (keys[place] ?? keys[0]!));
  const [start, end] = [chosen(from.value, keys.length > 2 ? 1 : 0), chosen(to.value, keys.length > 2 ? 2 : keys.length - 1)];
  const reference = map.reference.value;
  const ready = page.app.live.ready.value && reference !== null;
  const direction = (): Float32Array | null => {
    const find = (key: string) => groups.value.find((group) => group.key === key)?.indices() ?? [];
    return reference && attributeVector(reference.mu, map.model.latentDim, find(start), find(end));
  };
  const present = () => page.app.workspace.peek().currentZ();
  const moved = (t: number): Float32Array | null => {
    const vector = direction();
    return vector && present().map((value, i) => value + t * vector[i]!);
  };
  const here = page.app.workspace.value.z.map(({ value }) => value).join();
  useEffect(() => {
    film.value = null;
    if (!ready || start === end) return undefined;
    let wanted = true;
    const timer = setTimeout(async () => {
      try {
        const zs = Array.from({ length: STEPS }, (_, i) => moved(REACH * ((2 * i) / (STEPS - 1) - 1))!);
        const made = await shoot(page.app, zs);
        if (wanted) film.value = made;
      } catch (error) {
        if (wanted) page.app.messages.error(reason(error));
      }
    }, 150);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [start, end, here, map, ready, groups.value]);
  const look = (t: number) => {
    amount.value = t;
    const z = moved(t);
    if (z) page.app.live.preview.value = { z, label: `${formatDecimal(t, 2)} × the direction` };
  };
  return (
    <div class="panel" data-testid="directions-panel">
      <div class="choices">
        <Choice label="What turns" testid="direction-from" value={start} options={groups.value} onChoose={(key) => (from.value = key)} />
        <Choice label="into" testid="direction-to" value={end} options={groups.value} onChoose={(key) => (to.value = key)} />
      </div>
      {start === end ? (
        <p class="hint">Choose two different groups. A group of your own: draw a lasso on the map and keep the selection.</p>
      ) : (
        <>
          <label class="direction">
            <span>Move this point along it</span>
            <input
              type="range"
              class="slider"
              data-testid="direction-amount"
              min={-REACH}
              max={REACH}
              step="any"
              value={amount.value}
              aria-valuetext={`${formatDecimal(amount.value, 2)} × the direction`}
              disabled={!ready}
              onInput={(event) => look(event.currentTarget.valueAsNumber)}
              onChange={(event) => {
                const z = moved(event.currentTarget.valueAsNumber);
                amount.value = 0; // the point now stands there: the next move starts from it
                event.currentTarget.value = "0";
                if (z) page.go(z, "Moved along a direction");
              }}
            />
          </label>
          <p class="hint">The direction is the difference between the two groups' mean latents. The strip goes from −{REACH} to +{REACH} times it.</p>
          {film.value && <FilmView page={page} map={map} film={film.value} name="direction" />}
        </>
      )}
      <Analogy page={page} map={map} />
    </div>
  );
}

/** a − b + c. */
function Analogy({ page, map }: Props) {
  const chosen = useSignal<[string, string, string]>(["", "", ""]);
  const points = useComputed(() => endpoints(page, map));
  const all = points.value;
  if (all.length < 3) return null;
  const three = chosen.value.map((key, i) => all.find((one) => one.key === key) ?? all[i]!);
  const choose = (place: number, key: string) => (chosen.value = chosen.value.map((old, i) => (i === place ? key : old)) as [string, string, string]);
  const result = () => analogy(three[0]!.z, three[1]!.z, three[2]!.z);
  return (
    <section>
      <h4>Analogy</h4>
      <div class="choices">
        {["", "−", "+"].map((sign, i) => (
          <Choice key={sign} label={sign} testid={`analogy-${"abc"[i]}`} value={three[i]!.key} options={all} onChoose={(key) => choose(i, key)} />
        ))}
        <button
          type="button"
          class="button"
          data-testid="analogy-go"
          onPointerEnter={() => (page.app.live.preview.value = { z: result(), label: "the analogy" })}
          onPointerLeave={() => (page.app.live.preview.value = null)}
          onClick={() => page.go(result(), "Analogy a − b + c")}
        >
          = Go there
        </button>
      </div>
    </section>
  );
}

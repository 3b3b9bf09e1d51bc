/** What the map shows, and in which plane. */

import parameters from "../../../../../manifold/parameters.json";
import type { Layer, PlaneChoice } from "../contract";
import { isProjection } from "../planes";
import type { MapState, Mode } from "../map_state";
import type { ManifoldPage } from "../page";
import { Choice } from "../../../parts/widgets/choice";
import { NumberField } from "../../../parts/widgets/number_field";
import { percent } from "../../../parts/latent/numbers";

interface Props {
  page: ManifoldPage;
  map: MapState;
}

const LAYERS: readonly { key: Layer; label: string; title: string }[] = [
  { key: "lattice", label: "Lattice", title: "Decoded images on a regular grid" },
  { key: "points", label: "Data", title: "Every data image as a point: the mean of its posterior" },
  { key: "thumbnails", label: "Thumbnails", title: "Data images in the place of their points, as many as have room" },
  { key: "prior", label: "Prior", title: "Circles of 1, 2 and 3 standard deviations of the prior N(0, I)" },
];
const MODES: readonly { key: Mode; label: string; title: string }[] = [
  { key: "look", label: "Look", title: "Move to see, click to pin, drag to move the map, wheel to zoom" },
  { key: "path", label: "Draw a path", title: "Press, move, let go: the way becomes a film" },
  { key: "lasso", label: "Lasso", title: "Draw a line around data points to select them; with Shift held, a box" },
];
const SIZES = [10, 15, 20, 30, 40];
const POINTS = [
  { key: "0", label: "posterior means" },
  { key: "2", label: "2 draws an image" },
  { key: "14", label: "14 draws an image" },
];

export function MapBar({ page, map }: Props) {
  const projection = isProjection(map.choice.value);
  const shown = map.show.value;
  return (
    <div class="map-bar">
      <div class="button-row" role="group" aria-label="What the pointer does">
        {MODES.map(({ key, label, title }) => (
          <button
            key={key}
            type="button"
            class="button"
            data-testid={`mode-${key}`}
            title={title}
            aria-pressed={map.mode.value === key}
            disabled={key === "path" && projection}
            onClick={() => page.chooseMode(key)}
          >
            {label}
          </button>
        ))}
      </div>
      <div class="chips" role="group" aria-label="Layers">
        {LAYERS.filter(({ key }) => (key === "lattice" ? !projection : key !== "prior" || (map.model.stochastic && !projection))).map(({ key, label, title }) => (
          <button key={key} type="button" class="chip" data-testid={`layer-${key}`} title={title} aria-pressed={shown.includes(key)} onClick={() => map.toggle(key)}>
            {label}
          </button>
        ))}
      </div>
      <button type="button" class="button" data-testid="whole" title="All of the data in view" onClick={() => (map.windows.value = map.wholeWindow())}>
        Whole map
      </button>
      {map.model.latentDim > 2 && <PlaneChoices page={page} map={map} />}
    </div>
  );
}

/** How fine the lattice is and what the colours say; how a projection is made. Beside the map, which else would not be seen whole. */
export function MapSettingsBar({ page, map }: Props) {
  const projection = isProjection(map.choice.value);
  return (
    <div class="choices map-settings">
      {!projection && (
        <>
          <Choice
            label="Images a side"
            testid="lattice-size"
            value={String(map.size.value)}
            options={[...new Set([...SIZES, map.size.value])].sort((a, b) => a - b).map((size) => ({ key: String(size), label: String(size) }))}
            onChoose={(key) => (map.size.value = Number(key))}
          />
          <Choice
            label="Spacing"
            testid="spacing"
            title="Linear: equal steps of the latent. Quantiles: equal shares of the Gaussian, so that every image stands for as much of it as every other."
            value={map.spacing.value}
            options={[
              { key: "linear", label: "linear" },
              { key: "quantile", label: "Gaussian quantiles" },
            ]}
            onChoose={(key) => map.chooseSpacing(key as "linear" | "quantile")}
          />
        </>
      )}
      <Choice label="Colour by" testid="colour" value={map.colour.value} options={colours(page, map)} onChoose={(key) => (map.colour.value = key)} />
      {!projection && map.model.stochastic && (
        <Choice
          label="Points"
          testid="draws"
          title="Posterior means, or draws from the posteriors: a sample of the aggregate posterior"
          value={String(map.draws.value)}
          options={POINTS}
          onChoose={(key) => (map.draws.value = Number(key))}
        />
      )}
      {projection && <ProjectionParameters page={page} method={map.choice.value as string} />}
    </div>
  );
}

function colours(page: ManifoldPage, map: MapState): { key: string; label: string }[] {
  const { stochastic, latents, likelihood } = map.model;
  const scores = stochastic
    ? [
        { key: "kl", label: "KL" },
        ...(likelihood === "unknown" ? [] : [{ key: "elbo", label: "ELBO (one draw)" }]),
      ]
    : [];
  return [{ key: "class", label: "class" }, ...scores, ...latents.map(({ index }) => ({ key: `z${index}`, label: page.nameOf(index) }))];
}

/** Two latents, two principal directions, or a projection. */
function PlaneChoices({ page, map }: Props) {
  const choice = map.choice.value;
  const kind = isProjection(choice) ? choice : choice[0] === "principal" ? "principal" : "latents";
  const shown = Array.isArray(choice) && choice[0] !== "principal" ? (choice as number[]) : [];
  // Also what the plane stands at: a link may name latents that say nothing, and one that says something alone has no other to go with.
  const ranked = [...map.model.latents].sort((a, b) => (b.kl ?? b.std) - (a.kl ?? a.std));
  const sorted = ranked.filter(({ index, active }, rank) => active || rank < 2 || shown.includes(index));
  const latentOptions = sorted.map(({ index, kl }) => ({ key: String(index), label: page.nameOf(index) + (kl === null ? "" : ` (KL ${kl.toFixed(1)})`) }));
  const directionOptions = map.shares().map((share, i) => ({ key: String(i), label: `${i + 1} (${percent(100 * share)})` }));
  const turnTo = (key: string) => {
    const first: PlaneChoice = [ranked[0]!.index, ranked[1]!.index];
    page.choosePlane(key === "latents" ? first : key === "principal" ? ["principal", 0, 1] : (key as "umap" | "tsne"));
  };
  const axes = isProjection(choice) ? null : choice[0] === "principal" ? ([choice[1], choice[2]!] as const) : (choice as [number, number]);
  const choose = (axis: 0 | 1, value: number) => {
    if (!axes) return;
    const next: [number, number] = [axes[0], axes[1]];
    // The same on both axes is no plane: the other axis takes what this one had.
    if (next[1 - axis] === value) next[1 - axis] = next[axis]!;
    next[axis] = value;
    page.choosePlane(kind === "principal" ? ["principal", ...next] : next);
  };
  const options = kind === "principal" ? directionOptions : latentOptions;
  return (
    <>
      <Choice
        label="Plane"
        testid="plane"
        value={kind}
        options={[
          { key: "latents", label: "two latents" },
          { key: "principal", label: "principal directions (PCA)" },
          ...PROJECTIONS.filter(({ key }) => page.projections.kept.value?.includes(key) ?? true),
        ]}
        onChoose={turnTo}
      />
      {axes && (
        <>
          <Choice label="across" testid="axis-x" value={String(axes[0])} options={options} onChoose={(key) => choose(0, Number(key))} />
          <Choice label="up" testid="axis-y" value={String(axes[1])} options={options} onChoose={(key) => choose(1, Number(key))} />
        </>
      )}
    </>
  );
}

const PROJECTIONS = [
  { key: "umap", label: "UMAP" },
  { key: "tsne", label: "t-SNE" },
] as const;
const FIELDS = {
  umap: [
    { key: "num_neighbours", label: "neighbours", min: 2, max: parameters.map.most_neighbours, step: 1 },
    { key: "min_dist", label: "smallest distance", min: 0, max: 1, step: 0.05 },
  ],
  tsne: [{ key: "perplexity", label: "perplexity", min: 2, max: 200, step: 1 }],
} as const;
const COMMON = [
  { key: "num_points", label: "images", min: parameters.map.fewest_projected, max: 5000, step: 10 },
  { key: "seed", label: "seed", min: 0, max: 999, step: 1 },
] as const;

/** On the screen, because a projection is a picture of its parameters as much as of the data. */
function ProjectionParameters({ page, method }: { page: ManifoldPage; method: string }) {
  const { parameters, kept } = page.projections;
  const fields = [...FIELDS[method as keyof typeof FIELDS], ...COMMON];
  return (
    <div class="choices" data-testid="projection-parameters">
      {kept.value && (
        <span class="hint">
          Made beforehand, with {fields.map(({ key, label }) => `${label} ${parameters.value[key]}`).join(", ")}: to compute another takes a server, and there is none here.
        </span>
      )}
      {!kept.value && fields.map(({ key, label, min, max, step }) => (
        <NumberField
          key={key}
          testid={`parameter-${key}`}
          {...{ label, min, max, step }}
          value={parameters.value[key]}
          onChange={(value) => {
            if (Number.isFinite(value)) parameters.value = { ...parameters.value, [key]: value };
          }}
        />
      ))}
      <span class="hint">
        A dashed mark stands at the nearest data image: a projection has places for those alone.{" "}
        {method === "umap" ? `Distances on a UMAP are not distances in the latent space${kept.value ? "." : "; click anywhere to trace it back, approximately."}` : "t-SNE keeps neighbours, not distances; it has no way back into the latent space."}
      </span>
    </div>
  );
}

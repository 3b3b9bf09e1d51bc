/** Which picture of the codes is shown, with everything it depends on. */

import { latentName } from "../../../parts/latent/numbers";
import { Choice } from "../../../parts/widgets/choice";
import { NumberField } from "../../../parts/widgets/number_field";
import type { GraphPage } from "../page";
import { UMAP_DEFAULTS, rankedLatents, type UmapParameters } from "../planes";

const FIELDS: readonly { key: keyof UmapParameters; label: string; min: number; max: number; step: number }[] = [
  { key: "num_neighbours", label: "neighbours", min: 2, max: 200, step: 1 },
  { key: "min_dist", label: "smallest distance", min: 0, max: 1, step: 0.05 },
  { key: "seed", label: "seed", min: 0, max: 999, step: 1 },
];

export function PlaneBar({ page }: { page: GraphPage }) {
  const bundle = page.bundle.value;
  const choice = page.planes.choice.value;
  if (!bundle || bundle.latentDim === 2) return null;
  const ranked = rankedLatents(bundle);
  const turnTo = (method: string) => {
    if (method === "latents") page.choosePlane({ method, axes: [ranked[0]!.index, ranked[1]!.index] });
    else page.choosePlane(method === "umap" ? { method, ...UMAP_DEFAULTS } : { method: "pca" });
  };
  return (
    <>
      <Choice
        label="Embedding by"
        testid="plane"
        value={choice.method}
        options={[
          { key: "pca", label: "principal directions (PCA)" },
          { key: "latents", label: "two latents" },
          ...(page.model.value.projectionUrl === null ? [] : [{ key: "umap", label: "UMAP" }]),
        ]}
        onChoose={turnTo}
      />
      {choice.method === "latents" && <Axes page={page} axes={choice.axes} ranked={ranked} stochastic={bundle.logvar !== null} />}
      {choice.method === "umap" &&
        FIELDS.map(({ key, label, min, max, step }) => (
          <NumberField
            key={key}
            testid={`parameter-${key}`}
            {...{ label, min, max, step }}
            value={choice[key]}
            onChange={(value) => {
              if (value >= min && value <= max) page.choosePlane({ ...choice, [key]: value });
            }}
          />
        ))}
    </>
  );
}

interface AxesProps {
  page: GraphPage;
  axes: readonly [number, number];
  ranked: { index: number; carries: number }[];
  stochastic: boolean;
}

function Axes({ page, axes, ranked, stochastic }: AxesProps) {
  const options = ranked.map(({ index, carries }) => ({ key: String(index), label: `${latentName(index)} (${stochastic ? "KL" : "spread"} ${carries.toFixed(2)})` }));
  const choose = (axis: 0 | 1, value: number) => {
    const next: [number, number] = [axes[0], axes[1]];
    // The same on both axes is no plane: the other axis takes what this one had.
    if (next[1 - axis] === value) next[1 - axis] = next[axis]!;
    next[axis] = value;
    page.choosePlane({ method: "latents", axes: next });
  };
  return (
    <>
      <Choice label="across" testid="axis-x" value={String(axes[0])} options={options} onChoose={(key) => choose(0, Number(key))} />
      <Choice label="up" testid="axis-y" value={String(axes[1])} options={options} onChoose={(key) => choose(1, Number(key))} />
    </>
  );
}

/** What the picture shows now, in words. */
export function planeHint(page: GraphPage): string {
  const { latentDim } = page.model.value;
  const { choice } = page.planes.shown.value;
  const shares = page.places.plane.value?.shares;
  if (latentDim === 2) return "the model's two latents themselves";
  if (choice.method === "latents" && !shares) return `${latentName(choice.axes[0])} across, ${latentName(choice.axes[1])} up, of ${latentDim} latents`;
  if (choice.method === "umap") return `UMAP of the ${latentDim} latents' means: near stays near, far distances mean little`;
  return `PCA of ${latentDim} latents${shares ? `: ${shares.map((share) => Math.round(100 * share)).join(" + ")}\u00a0% of their spread` : ""}`;
}

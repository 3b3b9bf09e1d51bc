import { formatLatent } from "../../../parts/latent/numbers";
import { LatentAxis } from "../../../parts/explorer/views/axis";
import { isProjection } from "../planes";
import type { MapState } from "../map_state";
import type { ManifoldPage } from "../page";

/** The latents that the map does not show: dragging one moves the whole lattice. */
export function LatentsPanel({ page, map }: { page: ManifoldPage; map: MapState }) {
  const workspace = page.app.workspace.value;
  const choice = map.choice.value;
  const onMap = !isProjection(choice) && choice[0] !== "principal" ? (choice as number[]) : [];
  const others = workspace.active.filter(({ index }) => !onMap.includes(index));
  return (
    <div class="panel latents" data-testid="latents-panel">
      <p class="hint">Drag one, and the whole lattice moves with it.</p>
      <div class="latent-list" key={workspace.id}>
        {others.map((latent) => {
          const place = { app: page.app, workspace, index: latent.index, range: workspace.range(latent.index) };
          return (
            <div key={latent.index} class="row">
              <div class="row-head">
                <span class="row-name">{workspace.nameOf(latent.index)}</span>
                <output class="row-value">{formatLatent(workspace.z[latent.index]!.value)}</output>
              </div>
              <div class="axis">
                <LatentAxis {...place} counts={latent.histogram} />
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}

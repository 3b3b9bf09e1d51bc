/** One latent: name, value, KL, and on one common axis its histogram, the posterior, the slider and the strip of images. */

import { useComputed } from "@preact/signals";
import { formatKl, formatLatent } from "../../../parts/latent/numbers";
import type { App } from "../../../parts/explorer/app";
import type { LatentFacts } from "../../../parts/explorer/contract";
import type { Workspace } from "../../../parts/explorer/workspace";
import { LatentAxis } from "../../../parts/explorer/views/axis";
import { NameField } from "../../../parts/widgets/name_field";
import type { Strips } from "../../../parts/explorer/strips";
import { Strip } from "./strip";

interface Props {
  app: App;
  strips: Strips;
  workspace: Workspace;
  latent: LatentFacts;
  isInvited: boolean;
}

export function LatentRow({ app, strips, workspace, latent, isInvited }: Props) {
  const { index } = latent;
  const text = useComputed(() => formatLatent(workspace.z[index]!.value));
  const place = { app, workspace, index, range: workspace.range(index) };
  return (
    <div class="row" data-testid={`row-${index}`} data-selected={workspace.selected.value === index} role="group" aria-label={workspace.nameOf(index)}>
      <div class="row-head">
        <NameField
          latent={index}
          isShared={workspace.names.areShared}
          nameOf={(latent) => workspace.nameOf(latent)}
          rename={(latent, name) => workspace.rename(latent, name)}
        />
        <output class="row-value">{text}</output>
        <KlBadge workspace={workspace} latent={latent} />
      </div>
      <div class="axis">
        {isInvited && (
          <p class="invitation" data-testid="invitation">
            Drag this one
          </p>
        )}
        <LatentAxis {...place} counts={latent.histogram} />
        <Strip {...place} strips={strips} />
      </div>
    </div>
  );
}

function KlBadge({ workspace, latent }: { workspace: Workspace; latent: LatentFacts }) {
  if (latent.kl === null)
    return (
      <span class="row-kl" title="A deterministic autoencoder has no posterior and no prior, so there is no KL between them.">
        KL —
      </span>
    );
  const largest = Math.max(...workspace.model.latents.map(({ kl }) => kl ?? 0), 1e-9);
  return (
    <span class="row-kl" title="How much this latent says about an image, averaged over the data, in nats.">
      <span class="row-kl-bar" aria-hidden="true">
        <i style={{ width: `${(100 * latent.kl) / largest}%` }} />
      </span>
      KL {formatKl(latent.kl)} nats
    </span>
  );
}

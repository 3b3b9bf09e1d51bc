/** One latent: name, value, KL, and on one common axis its histogram, the posterior, the slider and the strip of images. */

import { useComputed } from "@preact/signals";
import { formatKl, formatLatent, latentName } from "../../latent/numbers";
import type { App } from "../../explorer/app";
import type { LatentFacts } from "../../explorer/contract";
import type { Workspace } from "../../explorer/workspace";
import { LatentAxis } from "../../explorer/views/axis";
import type { Strips } from "../strips";
import { Strip } from "./strip";

interface Props {
  app: App;
  strips: Strips;
  workspace: Workspace;
  latent: LatentFacts;
}

export function LatentRow({ app, strips, workspace, latent }: Props) {
  const { index } = latent;
  const text = useComputed(() => formatLatent(workspace.z[index]!.value));
  const place = { app, workspace, index, range: workspace.range(index) };
  return (
    <div class="row" data-testid={`row-${index}`} data-selected={workspace.selected.value === index} role="group" aria-label={workspace.nameOf(index)}>
      <div class="row-head">
        <NameField workspace={workspace} index={index} />
        <output class="row-value">{text}</output>
        <KlBadge workspace={workspace} latent={latent} />
      </div>
      <div class="axis">
        <LatentAxis {...place} counts={latent.histogram} />
        <Strip {...place} strips={strips} />
      </div>
    </div>
  );
}

function NameField({ workspace, index }: { workspace: Workspace; index: number }) {
  const name = workspace.names.value[index];
  return (
    <input
      type="text"
      class="row-name"
      value={name ?? latentName(index)}
      maxLength={40}
      spellcheck={false}
      aria-label={`Name of latent ${index}`}
      title="Click to rename. The name is kept in this browser and in the link."
      onFocus={(event) => event.currentTarget.select()}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      onChange={(event) => {
        workspace.rename(index, event.currentTarget.value);
        event.currentTarget.value = workspace.nameOf(index); // an emptied field goes back to the default
      }}
    />
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

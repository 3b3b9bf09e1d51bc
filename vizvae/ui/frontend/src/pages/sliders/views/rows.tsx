/** The rows: the latents that the model uses, and the others folded away. */

import { counted } from "../../../parts/latent/numbers";
import { useState } from "preact/hooks";
import type { App } from "../../../parts/explorer/app";
import type { LatentFacts } from "../../../parts/explorer/contract";
import { REACH, type Workspace } from "../../../parts/explorer/workspace";
import type { Strips } from "../../../parts/explorer/strips";
import { LatentRow } from "./latent_row";
import { WhenNear } from "./when_near";

/** Of more than these, only those in sight and just beyond are made: five hundred canvases would take a gigabyte. */
const MOST_AT_ONCE = 40;

interface Props {
  app: App;
  strips: Strips;
  workspace: Workspace;
  /** A latent that a newcomer is asked to drag. */
  invited: number | null;
}

export function Rows({ app, strips, workspace, invited }: Props) {
  const { active, unused, model } = workspace;
  const [open, setOpen] = useState(false);
  const threshold = model.stochastic ? "KL < 0.01 nats" : "hardly any spread over the data";
  return (
    <section class="rows" aria-label="Latents" data-skip-target>
      <RowsKey workspace={workspace} />
      <SomeRows app={app} strips={strips} workspace={workspace} invited={invited} latents={active} />
      {unused.length > 0 && (
        <details class="unused" onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>
            {counted(unused.length, "unused latent")} ({threshold})
          </summary>
          <p class="hint">The model carries no information in these: moving them should change nothing.</p>
          <div class="unused-rows">
            {open && <SomeRows app={app} strips={strips} workspace={workspace} invited={invited} latents={unused} />}
          </div>
        </details>
      )}
    </section>
  );
}

function SomeRows({ latents, ...page }: Props & { latents: LatentFacts[] }) {
  const rowOf = (latent: LatentFacts) => <LatentRow key={latent.index} {...page} latent={latent} isInvited={latent.index === page.invited} />;
  if (latents.length <= MOST_AT_ONCE) return <>{latents.map(rowOf)}</>;
  return (
    <>
      {latents.map((latent) => (
        <WhenNear key={latent.index} label={page.workspace.nameOf(latent.index)}>
          {() => rowOf(latent)}
        </WhenNear>
      ))}
    </>
  );
}

/** What the marks in a row mean. */
function RowsKey({ workspace }: { workspace: Workspace }) {
  const { stochastic } = workspace.model;
  const input = workspace.input.value;
  return (
    <div class="rows-key">
      <h3>Latents</h3>
      <ul>
        <li>
          <i class="swatch swatch-data" /> where the data lie
        </li>
        <li>
          <i class="swatch swatch-value" /> this point
        </li>
        {input && (
          <li>
            <i class={stochastic ? "swatch swatch-band" : "swatch swatch-code"} /> {stochastic ? "posterior of the input: where the encoder puts it (mean ± standard deviation)" : "code of the input"}
          </li>
        )}
      </ul>
      <p class="hint">
        Each slider spans ±{REACH} standard deviations of the data; below it, what the image becomes along the way. Sorted by{" "}
        {stochastic ? (
          <span title="Kullback-Leibler divergence from the prior, averaged over the data: how much a latent says about an image, in nats (1 nat = 1.44 bits).">
            KL
          </span>
        ) : (
          <span title="How widely the codes of the data spread along a latent.">spread</span>
        )}
        : {stochastic ? "the latents that say most about an image" : "the latents that vary most"} come first.
      </p>
    </div>
  );
}

/** The latents, the one that carries most first: how many nats, and what it does to the first image. */

import { formatKl, latentName } from "../../../../parts/latent/numbers";
import { Explained } from "../../../../parts/widgets/explained";
import { FIRST_LATENT_ROW } from "../rows";
import { byKl } from "../members";
import type { FamilyPanel } from "../panel";
import { SheetRow } from "./sheet_row";

export function Latents({ panel }: { panel: FamilyPanel }) {
  const { inUseKl, members, sheet } = panel.data.value;
  const member = panel.member.value;
  // One scale for all of the family, so that a bar can be compared with itself at another β.
  const most = Math.max(...members.flatMap(({ kl }) => kl), 1e-9);
  return (
    <figure class="family-latents">
      <figcaption class="hint">
        <Explained text={`The KL of each latent, most first, and the first image as that latent goes ${sheet.reach} standard deviations to either side.`} />
      </figcaption>
      {byKl(member).map((latent, place) => {
        const kl = member.kl[latent]!;
        const name = member.names[latent] ?? latentName(latent);
        const dead = kl <= inUseKl;
        return (
          <div key={place} class="family-latent" data-testid={`family-latent-${place}`} data-latent={latent} data-dead={dead}>
            <strong title={name}>{name}</strong>
            <output>{dead ? "dead" : formatKl(kl)}</output>
            <div class="family-bar" aria-hidden="true">
              <i data-testid={`family-kl-${place}`} style={{ transform: `scaleX(${kl / most})` }} />
            </div>
            <SheetRow panel={panel} row={FIRST_LATENT_ROW + latent} testid={`family-strip-${place}`} label={`What ${name} does`} />
          </div>
        );
      })}
    </figure>
  );
}

/** The colour by which a latent is known in the traces: by its rank, for the ten that say most. */

import { CLASS_COLOURS } from "../../../parts/drawing/colours";
import type { Exploration } from "../exploration";

export function latentColour({ byKl }: Exploration, latent: number): string {
  const rank = byKl.findIndex(({ index }) => index === latent);
  const colour = byKl[rank]?.active ? CLASS_COLOURS[rank] : undefined;
  return colour ? `rgb(${colour.join(" ")})` : "var(--quiet)";
}

export function LatentDot({ exploration, latent }: { exploration: Exploration; latent: number }) {
  return <i class="latent-dot" style={{ background: latentColour(exploration, latent) }} />;
}

/** Which of the models stands for a β, and what is said of it. */

import type { FamilyData, FamilyMember, Spread } from "./contract";

/** The slider's first place. */
export function startIndex({ beta, betas, members, shown }: FamilyData): number {
  const wanted = beta ?? members.find(({ name }) => name === shown)?.beta;
  return Math.max(0, wanted === undefined ? 0 : betas.indexOf(wanted));
}

/** Of several seeds the one that the page shows, else the first. */
export function memberAt({ betas, members, shown }: FamilyData, index: number): FamilyMember {
  const seeds = members.filter(({ beta }) => beta === betas[index]);
  return seeds.find(({ name }) => name === shown) ?? seeds[0]!;
}

/** Latents, the one that carries most first. */
export function byKl({ kl }: FamilyMember): number[] {
  return kl.map((_, latent) => latent).sort((a, b) => kl[b]! - kl[a]!);
}

export function numActive({ kl }: FamilyMember, activeKl: number): number {
  return kl.filter((nats) => nats > activeKl).length;
}

/** "0.31 ± 0.02", or the number alone where there is one seed. */
export function said(spread: Spread | undefined, format: (value: number) => string): string {
  if (!spread) return "–";
  return spread.sd === null ? format(spread.mean) : `${format(spread.mean)} ± ${format(spread.sd)}`;
}

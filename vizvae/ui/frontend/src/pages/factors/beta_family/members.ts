/** Which of the models stands for a β, and what is said of it. */

import { formatDecimal } from "../../../parts/latent/numbers";
import type { FamilyData, FamilyMember, Spread } from "./contract";

/** The slider's first place. */
export function startIndex({ beta, betas, members, shown }: FamilyData): number {
  const wanted = beta ?? members.find(({ name }) => name === shown)?.beta;
  return Math.max(0, wanted === undefined ? 0 : betas.indexOf(wanted));
}

/** Of several seeds the one that the page shows, else the first that can be shown. */
export function memberAt({ betas, members, shown }: FamilyData, index: number): FamilyMember {
  const seeds = members.filter(({ beta, pictured }) => pictured && beta === betas[index]);
  return seeds.find(({ name }) => name === shown) ?? seeds[0]!;
}

/** Latents, the one that carries most first. */
export function byKl({ kl }: FamilyMember): number[] {
  return kl.map((_, latent) => latent).sort((a, b) => kl[b]! - kl[a]!);
}

/** "0.31" and "± 0.02", to as many decimals as the mean; the number alone where there is one seed. */
export function said(spread: Spread | undefined, format: (value: number) => string): [mean: string, sd: string] {
  if (!spread) return ["–", ""];
  const mean = format(spread.mean);
  return [mean, spread.sd === null ? "" : `± ${spread.sd.toFixed(mean.split(".")[1]?.length ?? 0)}`];
}

/** −16,286.1 */
export function formatLoss(nats: number): string {
  return formatDecimal(nats, 1, true);
}

/** 7, or 7.3 as a mean over seeds. */
export function formatLatents(count: number): string {
  return Number.isInteger(count) ? String(count) : formatDecimal(count, 1);
}

/** What a model loses in the image, and how much more or less that is than at the lowest β: the density of coloured pixels has no zero. */
export function lossSaid(data: FamilyData, { beta, figures }: FamilyMember): string {
  const lost = `distortion ${formatLoss(figures["distortion"]!)} nats`;
  const first = memberAt(data, 0);
  if (beta === first.beta) return lost;
  const more = figures["distortion"]! - first.figures["distortion"]!;
  return `${lost}, ${formatLoss(Math.abs(more))} ${more < 0 ? "less" : "more"} than at β = ${first.beta}`;
}

/** What β is, in plain words: it does not weigh the same thing in every objective. */

import type { FamilyData } from "./contract";

const WEIGHED: Record<string, string> = {
  kl: "what each nat costs that the latents tell the decoder about an image",
  total_correlation: "what each nat of total correlation costs: what the latents repeat or share, rather than tell one by one",
  factor_vae: "what each nat of total correlation costs, as a second network estimates it",
};

export function whatBetaIs({ penalty, capacity }: FamilyData): string {
  const weighed = capacity > 0 ? `what each nat costs by which the latents tell more, or less, than ${capacity}` : (WEIGHED[penalty] ?? WEIGHED["kl"]!);
  return `β is a price: ${weighed}. Training weighs it against how well the image comes back.`;
}

export const WHAT_ONE_SEES =
  "At a higher β fewer nats are carried, and images come back blurrier. What is still told is often told more separately, a latent for a factor: see whether the metrics agree. Latents that are not worth their price die, one after another.";

export function howToMeasure(name: string): string {
  return `python -m vizvae evaluate ${name} --metrics disentanglement --write-card`;
}

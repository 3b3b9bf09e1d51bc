/** What the codes are and what the metrics ask, in plain words. What a metric notices is not written here: it is read off its numbers. */

export const CODES: Record<string, { title: string; meaning: string }> = {
  perfect: { title: "Perfect", meaning: "Each latent is one factor, and nothing else. Every metric should be content." },
  permuted: { title: "Permuted", meaning: "The same latents in another order, some with the sign turned. As good as perfect: no metric should mind." },
  rotated: { title: "Rotated", meaning: "Two latents at a time are turned into each other. Nothing is lost, but each latent now tells of two factors at once." },
  noisy: { title: "Noisy", meaning: "Each latent is one factor with noise on top: nothing is mixed, but part of what was known is lost." },
  duplicated: { title: "Duplicated", meaning: "Every latent is there twice. Nothing is lost or mixed, but no single latent owns its factor." },
  "partly constant": { title: "Half dead", meaning: "Every other latent is constant: half of the factors are not in the code at all." },
  random: { title: "Random", meaning: "Pure noise that knows nothing of the factors. Every metric should be near its lowest." },
};

export const METRICS: Record<string, { title: string; asks: string }> = {
  mig: { title: "MIG", asks: "Does one latent know far more of a factor than the runner-up?" },
  dci_disentanglement: { title: "DCI disentanglement", asks: "Is each latent useful for one factor only?" },
  dci_completeness: { title: "DCI completeness", asks: "Is each factor predicted from one latent only?" },
  dci_informativeness: { title: "DCI informativeness", asks: "Can the factors be read from the whole code at all?" },
  sap: { title: "SAP", asks: "How much better does the best latent name a factor’s value, by straight cuts, than the second best?" },
  factor_vae_score: { title: "FactorVAE score", asks: "With one factor held still, does the same latent stay stillest every time?" },
  beta_vae_score: { title: "BetaVAE score", asks: "Can one tell which factor was held still from how much the latents move?" },
  modularity: { title: "Modularity", asks: "Does each latent know of one factor only?" },
};

/** A fall of less is not noticing. */
const NOTICED = 0.05;

/** Which flaws the metric sees and to which it is blind: its values on the flawed codes against its value on the perfect one. */
export function verdict(metric: string, table: ReadonlyMap<string, Record<string, number>>): { sees: string[]; blind: string[]; perfect: number | undefined } {
  const perfect = table.get("perfect")?.[metric];
  const sees: string[] = [];
  const blind: string[] = [];
  if (perfect === undefined) return { sees, blind, perfect };
  for (const [code, values] of table) {
    if (code === "perfect" || code === "permuted") continue;
    (values[metric]! < perfect - NOTICED ? sees : blind).push(CODES[code]!.title.toLowerCase());
  }
  return { sees, blind, perfect };
}

/** "a, b and c" */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

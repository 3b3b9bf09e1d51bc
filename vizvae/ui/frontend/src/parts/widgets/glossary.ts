/** What the technical words mean: worded here once, for every page. */

export const GLOSSARY: Readonly<Record<string, string>> = {
  ELBO: "Evidence lower bound: reconstruction and KL together, as a bound on how likely the model finds the data. Higher is better.",
  KL: "Kullback–Leibler divergence: how much more a latent says about an input than the prior, which knows nothing. 0: it says nothing.",
  nats: "The unit of information with natural logarithms: 1 nat is 1.44 bits.",
  "σ": "Standard deviation of a posterior: how far the true place may lie from the one shown. Near 1 the model knows no more than the prior, near 0 it is sure.",
  "β": "What the KL costs beside the reconstruction. 1: the loss is a true bound on the likelihood. More: fewer latents are worth their price. Less: they carry more, and drawing new samples suffers.",
  "free bits": "A latent's KL below this costs nothing, so that none need die to save a little. Measured in nats, whatever the name says.",
  capacity: "C: the KL is drawn towards this many nats, instead of towards 0.",
  AUC: "Area under the ROC curve: how often a held-out edge gets a higher score than a random pair that is no edge. 50 % is guessing, 100 % never wrong.",
  AP: "Average precision: of the pairs named so far, best first, how many are edges, averaged over the edges. Here against as many pairs that are no edges.",
  "average precision": "AP: of the pairs named so far, best first, how many are edges, averaged over the edges. Here against as many pairs that are no edges.",
  logit: "The score of a pair before it becomes a probability: 0 is 50 %, above it likely, below it unlikely.",
};

const LONGEST_FIRST = Object.keys(GLOSSARY).sort((a, b) => b.length - a.length);
const WORDS = new RegExp(`(?<!\\p{L})(${LONGEST_FIRST.join("|")})(?!\\p{L})`, "u");

/** A text in parts, of which the words of the glossary, each where it comes first, are parts of their own. */
export function partsOf(text: string): { text: string; isTerm: boolean }[] {
  const parts: { text: string; isTerm: boolean }[] = [];
  const seen = new Set<string>();
  text.split(new RegExp(WORDS.source, "gu")).forEach((part, i) => {
    const isTerm = i % 2 === 1 && !seen.has(part);
    if (isTerm) seen.add(part);
    const last = parts.at(-1);
    if (!isTerm && last && !last.isTerm) last.text += part;
    else if (part) parts.push({ text: part, isTerm });
  });
  return parts;
}

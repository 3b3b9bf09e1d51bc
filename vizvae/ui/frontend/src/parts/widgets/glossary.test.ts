import assert from "node:assert/strict";
import { test } from "node:test";
import { partsOf, withSigns } from "./glossary";

const terms = (text: string) => partsOf(text).flatMap(({ text: part, isTerm }) => (isTerm ? [part] : []));

test("words of the glossary are found whole, each once, and nothing of the text is lost", () => {
  assert.deepEqual(terms("KL of each latent, in nats; the KL of a node"), ["KL", "nats"]);
  assert.deepEqual(terms("β, the weight of the KL"), ["β", "KL"]);
  assert.deepEqual(terms("free bits: a latent's KL below this costs nothing (nats)"), ["free bits", "KL", "nats"]);
  assert.deepEqual(terms("MAP, signature, capacities, logits, Natsume"), []);
  for (const text of ["KL KL", "σ", "", "no term", "mean σ, average precision"]) assert.equal(partsOf(text).map((part) => part.text).join(""), text);
});

test("signs that touch a word of the glossary stay with it", () => {
  const parts = withSigns(partsOf("lower bound (ELBO) with a prior, and the KL."));
  assert.deepEqual(
    parts.filter(({ isTerm }) => isTerm).map(({ before, text, after }) => before + text + after),
    ["(ELBO)", "KL."],
  );
  assert.equal(parts.map(({ before, text, after }) => before + text + after).join(""), "lower bound (ELBO) with a prior, and the KL.");
});

/** What the technical words mean: worded once, in glossary.json, for every page and for the captions of Python's charts. */

import words from "../../../../shell/glossary.json";

export const GLOSSARY: Readonly<Record<string, string>> = words;

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

export interface Part {
  text: string;
  isTerm: boolean;
  /** Signs that stay on the line of a word of the glossary: a button may be parted from what touches it, as no word is. */
  before: string;
  after: string;
}

export function withSigns(parts: readonly { text: string; isTerm: boolean }[]): Part[] {
  const found = parts.map((part) => ({ ...part, before: "", after: "" }));
  found.forEach((part, i) => {
    if (!part.isTerm) return;
    const [previous, next] = [found[i - 1], found[i + 1]];
    if (previous && !previous.isTerm) [, previous.text, part.before] = /^(.*?)([([“]*)$/su.exec(previous.text) as unknown as [string, string, string];
    if (next && !next.isTerm) [, part.after, next.text] = /^([)\].,;:!?”]*)(.*)$/su.exec(next.text) as unknown as [string, string, string];
  });
  return found;
}

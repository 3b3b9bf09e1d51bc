/** What a link says of the pages that show one model, read here where no server does: as vizvae/ui/explorer/address.py reads it. */

import explorerParameters from "../../../../explorer/parameters.json";
import type { Linked, Query } from "../../hosts/host";
import { DAMAGED, isObject, jsonIn, partIn } from "../address/linked";
import { unpackPixels } from "../latent/pixel_text";
import type { InputSpec, ModelData, PageData } from "./contract";

/** A link that names an input and no z leads to the input's posterior mean. The first image is that of another start: there is none. */
export async function linkedExplorer<Data extends PageData>(query: Query, data: Data): Promise<Linked<Data>> {
  const { model, initial } = data;
  const problems: string[] = [];
  const names = await partIn(query, "names", problems, {}, (text) => namesIn(text, model.latentDim));
  const input = await partIn(query, "input", problems, null, (text) => inputIn(text, model));
  const z = await partIn(query, "z", problems, null, (text) => numbersIn(text, model.latentDim));
  const start = { names: { ...initial.names, ...names } };
  if (z) return { data: { ...data, initial: { ...start, z, input }, firstImage: "" }, problems };
  if (input) return { data: { ...data, initial: { ...start, z: initial.z, input, toMean: true }, firstImage: "" }, problems };
  return { data: { ...data, initial: { ...start, z: initial.z, input: initial.input } }, problems };
}

export function numbersIn(text: string, count: number): number[] {
  const words = text.split("_");
  if (words.length !== count) throw new Error(`it has ${words.length} numbers, but this model has ${count} latents; check that link and model belong together`);
  const numbers = words.map((word) => (word.trim() ? Number(word) : NaN));
  if (!numbers.every((number) => Math.abs(number) <= explorerParameters.z.largest)) throw new Error(`it is not a list of finite numbers; ${DAMAGED}`);
  return numbers;
}

async function inputIn(text: string, { data, image }: ModelData): Promise<InputSpec> {
  const [, kind, value] = /^(data|drawing|upload)-(.+)$/.exec(text) ?? [];
  if (kind === "data") {
    const index = /^\d{1,9}$/.test(value!) ? Number(value) : NaN;
    if (!(index < data.count)) throw new Error(`expected one of the ${data.count} images that are here, from 0 to ${data.count - 1}, got ${value!.slice(0, 20)}`);
    return { kind, index };
  }
  if (kind !== "drawing" && kind !== "upload") throw new Error(`expected data-, drawing- or upload- and an image, got ${text.slice(0, 20)}`);
  await unpackPixels(value!, image.channels * image.height * image.width);
  return { kind, pixels: value! };
}

function namesIn(text: string, latentDim: number): Record<string, string> {
  const names: unknown = jsonIn(text);
  const entries = isObject(names) ? Object.entries(names) : null;
  if (!entries?.every(([latent, name]) => /^\d+$/.test(latent) && Number(latent) < latentDim && typeof name === "string"))
    throw new Error(`expected a JSON object from latent numbers below ${latentDim} to names`);
  return Object.fromEntries(entries.filter(([, name]) => (name as string).trim())) as Record<string, string>;
}

/** What a link says of a page, as the page is told it: as vizvae/ui/explorer/address.py and vizvae/ui/manifold/address.py read it on a server. */

import explorerParameters from "../../../explorer/parameters.json";
import mapParameters from "../../../manifold/parameters.json";
import type { InputSpec, ModelData, PageData } from "../parts/explorer/contract";
import { unpackPixels } from "../parts/latent/pixel_text";
import type { MapSettings } from "../pages/manifold/contract";

export type Query = Record<string, string>;

export interface Read<Value> {
  value: Value;
  /** A sentence for each part that could not be used. */
  problems: string[];
}

const DAMAGED = "copy the link again";

/** A link that names an input and no z leads to the input's posterior mean. */
export async function readStart(query: Query, { model, initial }: PageData): Promise<Read<PageData["initial"]>> {
  const problems: string[] = [];
  const attempt = async <T>(what: string, read: () => T | Promise<T>, otherwise: T): Promise<T> => {
    try {
      return query[what] === undefined ? otherwise : await read();
    } catch (error) {
      problems.push(`The link's ${what} was left out: ${error instanceof Error ? error.message : String(error)}.`);
      return otherwise;
    }
  };
  const names = await attempt("names", () => namesIn(query["names"]!, model.latentDim), {});
  const input = await attempt("input", () => inputIn(query["input"]!, model), null);
  const z = await attempt("z", () => numbersIn(query["z"]!, model.latentDim), null);
  const start = { names: { ...initial.names, ...names } };
  if (z) return { value: { ...start, z, input }, problems };
  if (input) return { value: { ...start, z: initial.z, input, toMean: true }, problems };
  return { value: { ...start, z: initial.z, input: initial.input }, problems };
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
  const names: unknown = json(text);
  const entries = isObject(names) ? Object.entries(names) : null;
  if (!entries?.every(([latent, name]) => /^\d+$/.test(latent) && Number(latent) < latentDim && typeof name === "string"))
    throw new Error(`expected a JSON object from latent numbers below ${latentDim} to names`);
  return Object.fromEntries(entries.filter(([, name]) => (name as string).trim())) as Record<string, string>;
}

/** `kept`: projections that can be had. */
export function readMap(text: string, { latentDim }: ModelData, kept: readonly string[] | null): MapSettings {
  const value = json(text);
  const { sizes, most_pins, most_path_points, most_directions, largest } = mapParameters.map;
  const isNumbers = (list: unknown, count: number) => Array.isArray(list) && list.length === count && list.every((n) => typeof n === "number" && Math.abs(n) <= largest);
  const isList = (list: unknown, most: number, good: (one: unknown) => boolean) => Array.isArray(list) && list.length <= most && list.every(good);
  const isAxes = (axes: unknown[], below: number) => axes.length === 2 && axes[0] !== axes[1] && axes.every((n) => Number.isInteger(n) && (n as number) >= 0 && (n as number) < below);
  const checks: Record<keyof MapSettings, (value: unknown) => boolean> = {
    plane: (plane) =>
      Array.isArray(plane)
        ? plane[0] === "principal" ? isAxes(plane.slice(1), Math.min(latentDim, most_directions)) : isAxes(plane, latentDim)
        : (plane === "umap" || plane === "tsne") && latentDim > 2 && (kept?.includes(plane) ?? true),
    size: (size) => Number.isInteger(size) && (size as number) >= sizes.min && (size as number) <= sizes.max,
    spacing: (spacing) => spacing === "linear" || spacing === "quantile",
    window: (window) => isNumbers(window, 4) && (window as number[])[0]! < (window as number[])[1]! && (window as number[])[2]! < (window as number[])[3]!,
    colour: (colour) => colour === "class" || colour === "kl" || colour === "elbo" || (/^z\d+$/.test(String(colour)) && Number(String(colour).slice(1)) < latentDim),
    show: (show) => isList(show, 4, (layer) => ["lattice", "points", "prior", "thumbnails"].includes(layer as string)),
    pins: (pins) => isList(pins, most_pins, (pin) => isNumbers(pin, latentDim)),
    path: (path) => isList(path, most_path_points, (point) => isNumbers(point, 2)),
  };
  if (!isObject(value)) throw new Error(`it is no JSON object; ${DAMAGED}`);
  for (const [name, setting] of Object.entries(value))
    if (!checks[name as keyof MapSettings]?.(setting)) throw new Error(`its ${name.slice(0, 20)} cannot be used here; ${DAMAGED}`);
  return value as MapSettings;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`it is not valid JSON; ${DAMAGED}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

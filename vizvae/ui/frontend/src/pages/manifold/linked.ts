/** What a link says of the map, read here where no server does: as vizvae/ui/manifold/address.py reads it. */

import parameters from "../../../../manifold/parameters.json";
import type { Linked, Query } from "../../hosts/host";
import { DAMAGED, isObject, jsonIn, partIn } from "../../parts/address/linked";
import type { ModelData } from "../../parts/explorer/contract";
import { linkedExplorer } from "../../parts/explorer/linked";
import type { ManifoldData, MapSettings } from "./contract";

export async function linkedManifold(query: Query, before: ManifoldData): Promise<Linked<ManifoldData>> {
  const { data, problems } = await linkedExplorer(query, before);
  const map = await partIn(query, "map", problems, data.map, (text) => readMap(text, data.model, data.keptProjections));
  return { data: { ...data, map }, problems };
}

/** `kept`: projections that can be had. */
export function readMap(text: string, { latentDim }: ModelData, kept: readonly string[] | null): MapSettings {
  const value = jsonIn(text);
  const { sizes, most_pins, most_path_points, most_directions, largest } = parameters.map;
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

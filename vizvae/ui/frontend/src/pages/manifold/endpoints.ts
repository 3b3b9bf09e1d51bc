/** The points a reader can choose between: where they are, the input, the pins, the means of the classes. */

import { meanOf } from "../../parts/explorer/workspace";
import { meanOf as meanOfRows } from "../../parts/latent/directions";
import type { MapState } from "./map_state";
import type { ManifoldPage } from "./page";

export interface Endpoint {
  key: string;
  label: string;
  z: Float32Array;
}

/** Tracks what it reads. */
export function endpoints(page: ManifoldPage, map: MapState): Endpoint[] {
  const workspace = page.app.workspace.value;
  if (workspace.model !== map.model) return [];
  const here = { key: "here", label: "this point", z: Float32Array.from(workspace.z, ({ value }) => value) };
  const input = workspace.input.value;
  const pins = map.pins.value.map((pin, i) => ({ key: `pin-${pin.id}`, label: `pin ${i + 1}: ${pin.title}`, z: pin.z }));
  return [here, ...(input ? [{ key: "input", label: meanOf(input), z: input.posterior.mu }] : []), ...pins, ...classMeans(map)];
}

function classMeans(map: MapState): Endpoint[] {
  const mu = map.reference.value?.mu;
  if (!mu) return [];
  const { classNames, labels } = map.model.data;
  return classNames.flatMap((name, label) => {
    const rows = labels.flatMap((other, i) => (other === label ? [i] : []));
    return rows.length ? [{ key: `mean-${label}`, label: `mean of class ${name}`, z: meanOfRows(mu, map.model.latentDim, rows) }] : [];
  });
}

/** From where to where, as far as the reader has not said: the last two pins, the input and this point, or else the first two that differ. */
export function ends(all: readonly Endpoint[], from: string, to: string): [Endpoint, Endpoint] | null {
  const said = (key: string) => all.find((one) => one.key === key);
  const pins = all.filter(({ key }) => key.startsWith("pin-")).slice(-2);
  const others = [said("input"), said("here"), ...all].filter((one) => one !== undefined);
  const wanted = [...pins, ...others];
  const a = said(from) ?? wanted.find((one) => !samePlace(one, said(to)));
  const b = said(to) ?? wanted.find((one) => !samePlace(one, a));
  return a && b ? [a, b] : null;
}

export function samePlace(a: Endpoint, b: Endpoint | undefined): boolean {
  return b !== undefined && a.z.every((value, i) => Math.abs(value - b.z[i]!) < 1e-4);
}

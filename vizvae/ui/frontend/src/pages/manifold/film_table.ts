/** What a film's bars show, as a table: the columns are called as Python calls them where it gives a path to take along (cards/map_sheets.py). */

import { csvTable, quoted } from "../../parts/tables/csv";
import type { Names } from "../../parts/widgets/latent_names";
import type { FilmFrame } from "./film";

/** A row for each step whose image comes from a point: how usual it is, its neighbours, and each latent. Empty cells where that is not known. */
export function filmCsv(model: string, frames: readonly FilmFrame[], names: Names): string {
  const steps = frames.flatMap(({ z, percentile, neighbours }, i) => (z ? [{ step: i + 1, z, percentile, neighbours }] : []));
  const latents = Array.from(steps[0]?.z ?? [], (_, latent) => quoted(names[latent] === undefined ? `z${latent}` : `z${latent} ${names[latent]}`));
  const rows = steps.map(({ step, z, percentile, neighbours }) => [quoted(model), step, percentile ?? "", neighbours ?? "", ...z].join(","));
  return csvTable(["model", "step", "denser_than_percent", "neighbours", ...latents].join(","), rows);
}

/** What one browser has fetched of a run: its curves, its pictures, and its graph. */

import type { Run } from "./contract";
import { Film } from "./film";

/** Columns of a row of news */
const ROW = 7;
const COLUMNS = ["epoch", "loss", "recon", "kl", "auc", "ap"] as const;
export type Column = (typeof COLUMNS)[number];

/** What is known here of the shown run. */
export interface Seen {
  id: string;
  part: string;
  numRows: number;
  columns: Record<Column, number[]>;
  film: Film;
  graph: { labels: Int32Array; edges: Int32Array } | null;
}

/** Nothing yet. */
export function unseen(run: Run): Seen {
  return { id: run.id, part: run.part, numRows: 0, columns: { epoch: [], loss: [], recon: [], kl: [], auc: [], ap: [] }, film: new Film(), graph: null };
}

export function takeNews(seen: Seen, rows: Float32Array, epochs: Int32Array, pictures: Float32Array): void {
  for (let start = 0; start < rows.length; start += ROW) COLUMNS.forEach((column, i) => seen.columns[column].push(rows[start + i]!));
  seen.numRows += rows.length / ROW;
  const size = epochs.length ? pictures.length / epochs.length : 0;
  epochs.forEach((epoch, i) => seen.film.add(epoch, pictures.subarray(i * size, (i + 1) * size)));
}

/** What one browser has fetched of a run: its pictures and its graph. */

import type { Run } from "./contract";
import { Film } from "./film";

/** What is known here of the shown run. */
export interface Seen {
  id: string;
  part: string;
  film: Film;
  graph: { labels: Int32Array; edges: Int32Array } | null;
}

/** Nothing yet. */
export function unseen(run: Run): Seen {
  return { id: run.id, part: run.part, film: new Film(), graph: null };
}

export function takeNews(seen: Seen, epochs: Int32Array, pictures: Float32Array): void {
  const size = epochs.length ? pictures.length / epochs.length : 0;
  epochs.forEach((epoch, i) => seen.film.add(epoch, pictures.subarray(i * size, (i + 1) * size)));
}

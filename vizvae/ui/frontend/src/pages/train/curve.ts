/** The growing columns of a run's curve. */

import type { Columns, News, RunEvent } from "./contract";

export class Curve {
  part = "";
  steps: Columns = {};
  epochs: Columns = {};
  klPerDim: (number[] | null)[] = [];
  events: RunEvent[] = [];

  /** Where it stands: what the server is asked to go on from. */
  get query(): string {
    return `part=${this.part}&step=${this.last(this.steps, "step")}&epoch=${Math.round(this.last(this.epochs, "epoch"))}&events=${this.events.length}`;
  }

  /** A new curve with the news at its end, or instead of everything. What was before is not changed, but shared. */
  with(news: News): Curve {
    const next = new Curve();
    next.part = news.part;
    next.steps = news.reset ? news.steps : joined(this.steps, news.steps);
    next.epochs = news.reset ? news.epochs : joined(this.epochs, news.epochs);
    next.klPerDim = news.reset ? news.klPerDim : [...this.klPerDim, ...news.klPerDim];
    next.events = [...this.events, ...news.events];
    return next;
  }

  column(of: "steps" | "epochs", name: string): number[] {
    return (this[of][name] ?? []).map((value) => value ?? NaN);
  }

  private last(columns: Columns, name: string): number {
    return columns[name]?.at(-1) ?? -1;
  }
}

function joined(before: Columns, more: Columns): Columns {
  return Object.fromEntries(Object.entries(more).map(([name, values]) => [name, [...(before[name] ?? []), ...values]]));
}

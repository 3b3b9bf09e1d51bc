/** One constructed code under the hand: quick numbers while it is dragged, all of them when it rests, the last ones until then. */

import { batch, signal } from "@preact/signals";
import { latestOnly } from "../../../parts/runtime/latest";
import { fetchJson } from "../../../parts/runtime/fetching";
import { Messages } from "../../../parts/widgets/messages";
import type { MetricChecksData, Examined } from "./contract";
import { addressOf, type Recipe } from "./recipe";

const REST_MS = 200;

export class MetricChecksPanel {
  readonly recipe = signal<Recipe>({ code: "rotated", angle: 0, noise: 0.5 });
  /** The last that came. */
  readonly shown = signal<Examined | null>(null);
  readonly values = signal<Record<string, number>>({});
  /** The slow metrics' values are of an earlier code. */
  readonly stale = signal(true);
  /** Every code at its usual parameters, by all metrics, as far as they have come. */
  readonly table = signal<ReadonlyMap<string, Record<string, number>>>(new Map());
  readonly messages = new Messages();
  private resting: ReturnType<typeof setTimeout> | undefined;
  private began = false;
  private disposed = false;
  private readonly askQuick = latestOnly((recipe: Recipe) => this.ask(recipe, false));
  private readonly askAll = latestOnly((recipe: Recipe) => this.ask(recipe, true));

  constructor(readonly data: MetricChecksData) {}

  /** The panel has come into view: a page that is never scrolled down asks for nothing. */
  async begin(): Promise<void> {
    if (this.began) return;
    this.began = true;
    this.rest();
    for (const code of this.data.codes) {
      if (this.disposed) return;
      const examined = await this.fetch({ code, angle: this.data.largestAngle, noise: 0.5 }, true);
      if (examined) this.table.value = new Map([...this.table.peek(), [code, { ...examined.quick, ...examined.slow }]]);
    }
  }

  /** While the thumb moves. */
  move(change: Partial<Recipe>): void {
    const recipe = { ...this.recipe.peek(), ...change };
    batch(() => {
      this.recipe.value = recipe;
      this.stale.value = true;
    });
    this.askQuick(recipe);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), REST_MS);
  }

  /** It has been let go, or has come to rest. */
  rest(): void {
    clearTimeout(this.resting);
    if (this.stale.peek()) this.askAll(this.recipe.peek());
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.resting);
  }

  private async ask(recipe: Recipe, all: boolean): Promise<void> {
    // By the time its turn has come, it may have been answered.
    if (all && !this.stale.peek()) return;
    const examined = await this.fetch(recipe, all);
    const now = this.recipe.peek();
    const current = now.code === recipe.code && now.angle === recipe.angle && now.noise === recipe.noise;
    // A late answer of all is behind what the hand has been shown since.
    if (!examined || this.disposed || (all && !current)) return;
    batch(() => {
      this.shown.value = examined;
      this.values.value = { ...this.values.peek(), ...examined.quick, ...examined.slow };
      if (current && examined.slow) this.stale.value = false;
    });
  }

  private async fetch(recipe: Recipe, all: boolean): Promise<Examined | null> {
    try {
      return await fetchJson<Examined>(addressOf(this.data.url, recipe, all), "What the metrics say");
    } catch (error) {
      if (!this.disposed)
        this.messages.error(`${error instanceof Error ? error.message : String(error)}. What is shown stays.`, {
          label: "Try again",
          run: () => {
            this.messages.clear();
            this.stale.value = true;
            this.rest();
          },
        });
      return null;
    }
  }
}

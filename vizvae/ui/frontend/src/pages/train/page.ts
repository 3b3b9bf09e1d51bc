/** The training page of one visitor: which run is looked at, and which are laid beside it. */

import { batch, effect, signal } from "@preact/signals";
import type { Told } from "../../hosts/host";
import { Messages } from "../../parts/widgets/messages";
import type { Deleted, Done, Listing, Named, RunRow, TrainingPageData, TrainingReport, TrainingSaid } from "./contract";
import { LiveRun } from "./live";
import { fetchJson } from "../../parts/runtime/fetching";
import { post } from "./server";

const LIST_MS = 1_500;

export class TrainingPage {
  readonly runs = signal<RunRow[]>([]);
  readonly trash = signal<Record<string, string>>({});
  readonly listed = signal(false);
  /** The run that was last deleted or discarded, here or by somebody else while it was looked at. */
  readonly deleted = signal<string | null>(null);
  readonly shown = signal<LiveRun | null>(null);
  /** By name, as many as are compared. */
  readonly beside = signal<readonly string[]>([]);
  readonly messages = new Messages();
  private timer = 0;
  private readonly stop: () => void;
  private restoreId = "";
  private readonly runsUrl: string;
  private report: (view: Omit<TrainingReport, "restoreId">) => void = () => {};
  private disposed = false;
  /** Whether a run that trains is opened by itself: not where Back has led to a page without one. */
  private opensByItself = true;
  private listings = 0;
  private takeSettings: (name: string) => void = () => {};

  constructor(data: TrainingPageData) {
    this.runsUrl = data.runsUrl;
    this.restore(data);
    void this.list();
    let first = true;
    this.stop = effect(() => {
      const run = this.shown.value;
      const view = { run: run?.name ?? null, compare: [...this.beside.value], raw: run?.raw.value ?? false, live: run?.live.value ?? false };
      if (!first) this.report(view);
      first = false;
    });
  }

  update({ data, report, request }: Told<TrainingPageData, TrainingSaid>): void {
    this.report = (view) => report("view", { ...view, restoreId: this.restoreId });
    this.takeSettings = (name) => request("clone", name);
    if (data.restoreId !== this.restoreId) {
      this.opensByItself = data.run !== null;
      this.restore(data);
      void this.list();
    }
  }

  dispose(): void {
    this.disposed = true;
    this.stop();
    clearTimeout(this.timer);
    this.shown.peek()?.close();
  }

  show(name: string | null): void {
    if (this.shown.peek()?.name === name) return;
    this.shown.peek()?.close();
    this.shown.value = name === null ? null : this.open(name);
  }

  compare(name: string): void {
    const { value } = this.beside;
    this.beside.value = value.includes(name) ? value.filter((other) => other !== name) : [...value, name];
  }

  /** The settings of a run, into the form. */
  clone(name: string): void {
    this.takeSettings(name);
  }

  /** Whether it was done. */
  act(name: string, action: "resume" | "cancel" | "delete"): Promise<boolean> {
    return this.said(async () => {
      await post<Done | Deleted>(`${this.runsUrl}/${encodeURIComponent(name)}/${action}`, {});
      if (action === "delete") this.deleted.value = name;
      await this.list();
    });
  }

  async rename(name: string, wanted: string): Promise<void> {
    await this.said(async () => {
      const answer = await post<Named>(`${this.urlOf(name)}/rename`, { name: wanted });
      if (this.beside.peek().includes(name)) this.compare(name);
      this.show(answer.name);
      await this.list();
    });
  }

  async undoDelete(place: string): Promise<void> {
    await this.said(async () => {
      const { name } = await post<Named>(`${this.runsUrl}/undo`, { place });
      this.deleted.value = null;
      await this.list();
      this.show(name);
    });
  }

  /** What goes wrong is said; nothing else changes. */
  async said(work: () => Promise<unknown>): Promise<boolean> {
    try {
      this.messages.clear();
      await work();
      return true;
    } catch (error) {
      this.messages.error(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  urlOf(name: string): string {
    return `${this.runsUrl}/${encodeURIComponent(name)}`;
  }

  private open(name: string): LiveRun {
    return new LiveRun(name, this.urlOf(name), () => void this.list());
  }

  /** What is in the trash is not looked at any more. */
  private leave(runs: readonly RunRow[]): void {
    const gone = (run: string) => run in this.trash.peek() && !runs.some(({ name }) => name === run);
    const shown = this.shown.peek()?.name;
    if (shown && gone(shown)) {
      this.deleted.value = shown;
      this.show(null);
    }
    for (const run of this.beside.peek().filter(gone)) this.compare(run);
  }

  private restore({ run, compare, restoreId }: TrainingPageData): void {
    this.restoreId = restoreId;
    batch(() => {
      this.show(run);
      this.beside.value = compare;
    });
  }

  private async list(): Promise<void> {
    clearTimeout(this.timer);
    const listing = ++this.listings;
    try {
      const { runs, trash } = await fetchJson<Listing>(this.runsUrl, "the runs");
      // A later question is on its way, perhaps because something was deleted since this one.
      if (this.disposed || listing !== this.listings) return;
      batch(() => {
        if (JSON.stringify(runs) !== JSON.stringify(this.runs.peek())) this.runs.value = runs;
        this.trash.value = trash;
        this.listed.value = true;
        this.leave(runs);
        // Nothing chosen: what is training is what one came to see.
        if (!this.shown.peek() && this.opensByItself) {
          const live = runs.find(({ phase }) => phase === "running" || phase === "paused" || phase === "starting");
          if (live) this.show(live.name);
        }
      });
    } catch {
      // Tried again in a moment; what was listed stays.
    }
    if (!this.disposed && listing === this.listings) this.timer = window.setTimeout(() => void this.list(), LIST_MS);
  }
}

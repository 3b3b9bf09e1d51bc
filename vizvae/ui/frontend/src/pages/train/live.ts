/** One run as it is watched: asked for news several times a second while it trains. Its curves are figures of Python's. */

import { batch, computed, signal } from "@preact/signals";
import { fetchBytes } from "../../parts/runtime/fetching";
import { parseSafetensors, type NamedArray } from "../../parts/runtime/safetensors";
import type { About, ControlBody, Done, Named, News, Requested, RunEvent, Status, Trace } from "./contract";
import { fetchJson } from "../../parts/runtime/fetching";
import { ALIVE } from "./phases";
import { post } from "./server";

const WATCHING_MS = 350;
/** An ended run may be resumed by somebody else: it is looked at now and then. */
const RESTING_MS = 2_000;

export type View = Record<string, NamedArray>;
/** See vizvae/training/snapshot.py. */
const RAW = "raw.";

export class LiveRun {
  readonly about = signal<About | null>(null);
  readonly status = signal<Status | null>(null);
  readonly events = signal<readonly RunEvent[]>([]);
  /** Whether there is news to come: it trains, or waits for its turn. */
  readonly live = computed(() => [...ALIVE, "queued"].includes(this.status.value?.phase ?? ""));
  /** Whether the weights are looked at as they are, instead of their average. */
  readonly raw = signal(false);
  private readonly pictures = signal<View | null>(null);
  /** The latest pictures; they stay until the next are there. */
  readonly view = computed(() => this.pictures.value && chosen(this.pictures.value, this.raw.value));
  readonly trace = signal<Trace | null>(null);
  /** Why there is no news; the last stays on the screen. */
  readonly problem = signal("");
  private viewMark: string | null = null;
  private traceMark: string | null = null;
  private timer = 0;
  private over = false;
  private looking = false;
  private lookAgain = false;

  constructor(
    readonly name: string,
    private readonly url: string,
    /** There is no news: perhaps because there is no such run any more. */
    private readonly onSilence: () => void = () => {},
  ) {
    void this.look();
  }

  close(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  /** A request to the run; news of what comes of it at once. */
  async ask(request: ControlBody): Promise<void> {
    await post<Requested>(`${this.url}/control`, request);
    this.soon();
  }

  async act(action: "resume" | "cancel"): Promise<void> {
    await post<Done>(`${this.url}/${action}`, {});
    this.soon();
  }

  async publish(): Promise<Named> {
    const answer = await post<Named>(`${this.url}/publish`, {});
    this.soon();
    return answer;
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.look(), 120);
  }

  /** One at a time: two answers to the same question would both be added. */
  private async look(): Promise<void> {
    if (this.looking) {
      this.lookAgain = true;
      return;
    }
    this.looking = true;
    this.lookAgain = false;
    await this.lookOnce();
    this.looking = false;
    if (this.over) return;
    clearTimeout(this.timer);
    const phase = this.status.peek()?.phase;
    const watching = phase && ALIVE.includes(phase) && document.visibilityState === "visible";
    this.timer = window.setTimeout(() => void this.look(), this.lookAgain ? 0 : watching ? WATCHING_MS : RESTING_MS);
  }

  private async lookOnce(): Promise<void> {
    try {
      this.about.value ??= await fetchJson<About>(`${this.url}/about`, "the run");
      const news = await fetchJson<News>(`${this.url}/news?events=${this.events.peek().length}`, "news of the run");
      if (this.over) return;
      if (!news.status) {
        this.onSilence(); // it was discarded: the list says so
        return;
      }
      batch(() => {
        this.status.value = news.status;
        if (news.events.length) this.events.value = [...this.events.peek(), ...news.events];
        this.problem.value = "";
      });
      await this.fetchPictures(news);
    } catch (error) {
      this.problem.value = error instanceof Error ? error.message : String(error);
      if (!this.over) this.onSilence();
    }
  }

  private async fetchPictures({ view, trace }: News): Promise<void> {
    if (view && view !== this.viewMark) {
      const bytes = await fetchBytes(`${this.url}/view.safetensors?mark=${view}`, "the pictures");
      if (this.over) return;
      this.viewMark = view;
      this.pictures.value = parseSafetensors(bytes);
    }
    if (trace && trace !== this.traceMark) {
      const found = await fetchJson<Trace>(`${this.url}/trace.json`, "the step");
      if (this.over) return;
      this.traceMark = trace;
      this.trace.value = found;
    }
  }
}

/** Of a snapshot: what the average of the weights shows, or the weights as they are where there are both. */
export function chosen(pictures: View, raw: boolean): View {
  const isRaw = (name: string) => name.startsWith(RAW);
  const named = Object.entries(pictures);
  const averaged = named.filter(([name]) => !isRaw(name));
  const asTheyAre = named.filter(([name]) => isRaw(name)).map(([name, value]) => [name.slice(RAW.length), value] as const);
  return Object.fromEntries(raw ? [...averaged, ...asTheyAre] : averaged);
}

/** The runs as one browser sees them: asked for again and again, of the shown one only what is new. */

import { batch, computed, effect, signal } from "@preact/signals";
import { fetchBytes } from "../../../parts/runtime/fetching";
import { parseSafetensors } from "../../../parts/runtime/safetensors";
import { host, type Told } from "../../../hosts/host";
import { Messages } from "../../../parts/widgets/messages";
import type { Answer, Cost, OwnModel, Plan, Run, TrainingData, TrainingSaid, Watched } from "./contract";
import { hasEnded } from "./ended";
import { advance } from "./film";
import { takeNews, unseen, type Seen } from "./seen";

const BUSY_MS = 250;
const QUIET_MS = 1500;
const TELLING_MS = 400;
/** Drawing may take this share of the time: it runs beside the training, perhaps on the same machine. */
const DRAWING_SHARE = 0.25;
export class Training {
  readonly runs = signal<Run[]>([]);
  readonly plan = signal<Plan | null>(null);
  readonly measured = signal<Cost | string | null>(null);
  readonly models = signal<OwnModel[]>([]);
  readonly trash = signal<Record<string, string>>({});
  /** Grows at every piece of news of the shown run. */
  readonly news = signal(0);
  /** Pictures from the first one. */
  readonly place = signal(0);
  readonly playing = signal(true);
  readonly messages = new Messages();
  readonly chosen = signal("");
  /** The run that is looked at: the chosen one, else the one under way, else the last. */
  readonly shown = computed<Run | null>(() => {
    const runs = this.runs.value;
    return runs.find((run) => run.id === this.chosen.value) ?? runs.find((run) => !hasEnded(run)) ?? runs[runs.length - 1] ?? null;
  });
  seen: Seen | null = null;
  /** The run that was started just now, until it has been brought into view. */
  begun = "";

  /** The epoch of the picture that is shown. */
  readonly epoch = computed(() => {
    void this.news.value;
    const film = this.seen?.film;
    return film && film.last >= 0 ? film.epochAt(this.place.value) : 0;
  });
  /** The epoch to mark on the curves; null at their end, and not in between two pictures, since drawing curves takes time. */
  readonly marked = computed(() => {
    void this.news.value;
    const film = this.seen?.film;
    const picture = Math.floor(this.place.value);
    return !film || picture >= film.last - 2 ? null : film.epochs[picture]!;
  });

  private milliseconds = 0;
  private prefix = "";
  private follow = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private frame = 0;
  private asking = false;
  private disposed = false;
  private openAbove: (name: string) => void = () => {};
  private watch: (watched: Watched) => void = () => {};
  private readonly stopWatching: () => void;
  private watched: Watched = { run: "", live: false, marked: null };
  private telling: ReturnType<typeof setTimeout> | undefined;
  private listAnew: () => void = () => {};

  constructor(data: TrainingData) {
    this.take(data);
    void this.ask();
    let before = performance.now();
    const step = (now: number) => {
      this.frame = requestAnimationFrame(step);
      if (now - before < this.milliseconds / DRAWING_SHARE) return;
      this.play(now - before);
      before = now;
    };
    this.frame = requestAnimationFrame(step);
    this.stopWatching = effect(() => {
      const run = this.shown.value;
      const watched: Watched = { run: run?.id ?? "", live: run !== null && !hasEnded(run), marked: this.marked.value };
      // The film moves the mark many times a second, and each figure takes a while.
      this.telling ??= setTimeout(() => {
        this.telling = undefined;
        this.watch(this.watched);
      }, TELLING_MS);
      this.watched = watched;
    });
  }

  update({ data, report, request }: Told<TrainingData, TrainingSaid>): void {
    this.openAbove = (name) => request("open", name);
    this.watch = (watched) => report("watched", watched);
    this.listAnew = () => request("listed", true);
    const before = [this.follow, this.plan.peek()?.measure];
    this.take(data);
    if (before[0] !== this.follow) this.begun = this.follow;
    if (before[0] !== this.follow || before[1] !== this.plan.peek()?.measure) void this.ask();
  }

  dispose(): void {
    this.disposed = true;
    this.stopWatching();
    clearTimeout(this.telling);
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
  }

  /** Whether it was done. */
  async deleteModel(name: string): Promise<boolean> {
    const done = await this.said(() => fetchBytes(`${this.prefix}/models/${encodeURIComponent(name)}`, `The deletion of ${name}`, { method: "DELETE" }));
    if (done) this.listAnew();
    return done;
  }

  async undoDelete(place: string): Promise<void> {
    if (await this.said(() => fetchBytes(`${this.prefix}/trash/${encodeURIComponent(place)}`, "The model", { method: "PUT" }))) this.listAnew();
  }

  async stop(run: Run): Promise<void> {
    await this.tell(run, "/stop", "PUT");
  }

  async resume(run: Run): Promise<void> {
    await this.tell(run, "/resume", "PUT");
  }

  async discard(run: Run): Promise<boolean> {
    return this.tell(run, "", "DELETE");
  }

  open(name: string): void {
    this.openAbove(name);
    host().showTop();
  }

  seek(place: number): void {
    this.playing.value = false;
    this.place.value = place;
  }

  /** What the last picture took to draw. */
  drew(milliseconds: number): void {
    this.milliseconds = milliseconds;
  }

  replay(): void {
    this.place.value = 0;
    this.playing.value = true;
  }

  private at(run: Run): string {
    return `${this.prefix}/${encodeURIComponent(run.id)}`;
  }

  private take({ prefix, plan, follow }: TrainingData): void {
    this.prefix = prefix;
    batch(() => {
      if (plan?.measure !== this.plan.peek()?.measure) this.measured.value = null;
      this.plan.value = plan;
      if (follow !== this.follow) this.chosen.value = this.follow = follow;
    });
  }

  private play(ms: number): void {
    const film = this.seen?.film;
    if (!film || !this.playing.peek() || this.place.peek() >= film.last) return;
    const ended = this.shown.peek() && hasEnded(this.shown.peek()!);
    this.place.value = matchMedia("(prefers-reduced-motion: reduce)").matches ? film.last : advance(this.place.peek(), film.last, ms, !ended);
  }

  private async tell(run: Run, what: string, method: string): Promise<boolean> {
    return this.said(() => fetchBytes(`${this.at(run)}${what}`, "The run", { method }));
  }

  /** What goes wrong is said; then, either way, how it stands is asked. */
  private async said(work: () => Promise<unknown>): Promise<boolean> {
    let done = true;
    try {
      await work();
    } catch (error) {
      done = false;
      this.messages.error(error instanceof Error ? error.message : String(error));
    }
    await this.ask();
    return done;
  }

  /** One question at a time; the next follows by itself. */
  private async ask(): Promise<void> {
    if (this.asking || this.disposed) return;
    this.asking = true;
    clearTimeout(this.timer);
    let wait = QUIET_MS;
    try {
      if (!document.hidden) wait = await this.askOnce();
    } catch (error) {
      if (!this.disposed) this.messages.info(`${error instanceof Error ? error.message : String(error)}; trying again.`);
    }
    this.asking = false;
    if (!this.disposed) this.timer = setTimeout(() => void this.ask(), wait);
  }

  /** Returns how long to wait until the next question. */
  private async askOnce(): Promise<number> {
    const key = this.plan.peek()?.measure;
    const bytes = await fetchBytes(this.prefix + (key ? `?measure=${key}` : ""), "What is being trained");
    const { runs, measured, models, trash } = JSON.parse(new TextDecoder().decode(bytes)) as Answer;
    batch(() => {
      this.runs.value = runs;
      if (JSON.stringify(models) !== JSON.stringify(this.models.peek())) this.models.value = models;
      this.trash.value = trash;
      if (this.plan.peek()?.measure === key) this.measured.value = measured;
    });
    const more = await this.askNews();
    if (more) return 0;
    return runs.every(hasEnded) && (!key || measured !== null) ? QUIET_MS : BUSY_MS;
  }

  /** True if there is more to fetch at once. */
  private async askNews(): Promise<boolean> {
    const run = this.shown.peek();
    if (!run) {
      this.seen = null;
      return false;
    }
    if (this.seen?.id !== run.id || this.seen.part !== run.part) {
      this.seen = unseen(run);
      batch(() => {
        this.place.value = 0;
        this.playing.value = true;
        this.news.value++;
      });
    }
    const seen = this.seen;
    if (!run.facts) return false;
    const url = this.at(run);
    if (!seen.graph) {
      const { labels, edges } = parseSafetensors(await fetchBytes(`${url}/graph.safetensors`, "The graph"));
      seen.graph = { labels: labels!.values as Int32Array, edges: edges!.values as Int32Array };
    }
    const numPictures = seen.film.last + 1;
    if (run.numPictures <= numPictures) return false;
    const news = parseSafetensors(await fetchBytes(`${url}/news.safetensors?pictures=${numPictures}`, "What is new of the run"));
    if (seen !== this.seen) return true;
    const first = numPictures === 0;
    takeNews(seen, news["epochs"]!.values as Int32Array, news["pictures"]!.values as Float32Array);
    batch(() => {
      // Who comes in the midst of somebody's run sees where it is; who has started one sees it from the beginning.
      if (first && run.id !== this.follow) this.place.value = Math.max(0, seen.film.last);
      this.news.value++;
    });
    return run.numPictures > seen.film.last + 1;
  }
}

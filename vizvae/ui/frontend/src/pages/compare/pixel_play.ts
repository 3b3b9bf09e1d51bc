/** Models that draw pixel by pixel at work in the browser, beside a VAE: one image from nothing, and the hidden part of one. */

import { signal, type Signal } from "@preact/signals";
import type { Decoder } from "../../parts/runtime/decoder";
import { fetchBytes } from "../../parts/runtime/fetching";
import { uniforms, normals } from "../../parts/latent/random";
import type { ModelColumn } from "./column";
import type { PixelDrawing, PixelModel } from "./pixel_model";
import { PixelCnn } from "./pixelcnn";
import { PixelRnn } from "./pixelrnn";

export type Pace = "watch" | "fast";

export const SIDE = 28;
/** How many times a hidden part is completed, each time by other chance. */
export const COMPLETIONS = 3;
/** Of the chain by which a VAE completes. */
export const VAE_STEPS = 24;
/** Pixels in a frame that somebody wants to watch: an image takes about five seconds. */
const WATCHED = 3;
/** Milliseconds of a frame that are worked in at full speed: the rest is the page's. */
const BUDGET = 10;

export interface Drawn {
  /** 0 or 1; what has not been drawn yet is 0. */
  pixels: Float32Array;
  /** That each was on, given those before it; 0 where it has not come to. */
  probabilities: Float32Array;
  count: number;
  /** Milliseconds of arithmetic. */
  ms: number;
}

/** What the two have made so far of the hidden part of one image. */
export interface Completed {
  /** Grows: pictures of an earlier one do not stay beside it. */
  turn: number;
  image: Float32Array;
  /** Of it, from the top, that were shown to them. */
  rows: number;
  /** The name of who draws pixel by pixel. */
  by: string;
  byPixels: readonly Float32Array[];
  byVae: readonly Float32Array[];
}

export interface OnePass {
  image: Float32Array;
  ms: number;
}

export class PixelPlay {
  readonly pace: Signal<Pace> = signal("watch");
  /** Of the image, from the top, that is shown to the models. */
  readonly rows = signal(SIDE / 2);
  readonly seed = signal(0);
  readonly drawn: Signal<Drawn | null> = signal(null);
  readonly onePass: Signal<OnePass | null> = signal(null);
  readonly completed: Signal<Completed | null> = signal(null);
  readonly problem: Signal<string | null> = signal(null);
  /** Who draws pixel by pixel, by name. */
  readonly by: Signal<string>;
  /** Likewise who completes what is hidden. */
  readonly completedBy: Signal<string>;
  private readonly models = new Map<string, Promise<PixelModel>>();
  /** A newer run stops an older one of its kind. */
  private drawRun = 0;
  private completeRun = 0;

  /** `drawers`: those that draw pixel by pixel. */
  constructor(
    readonly drawers: readonly ModelColumn[],
    readonly vae: ModelColumn,
  ) {
    this.by = signal(drawers[0]?.facts.name ?? "");
    this.completedBy = signal(this.by.peek());
  }

  get choices(): { key: string; label: string }[] {
    return this.drawers.map(({ facts }) => ({ key: facts.name, label: facts.title }));
  }

  /** Whose drawing is shown. */
  get drawer(): ModelColumn {
    return this.named(this.by.value);
  }

  /** Whose completion is shown. */
  get completer(): ModelColumn {
    return this.named(this.completedBy.value);
  }

  /** One image by each. */
  draw(): Promise<void> {
    const run = ++this.drawRun;
    return this.guarded(async () => {
      const [model, { decoder }] = await Promise.all([this.open(this.drawer), this.vae.open()]);
      const seed = this.seed.value++;
      this.onePass.value = await onePass(decoder, normals(seed, decoder.shape.latentDim));
      const drawing = model.begin(uniforms(seed));
      const probabilities = new Float32Array(drawing.pixels.length);
      await this.inFrames(drawing, probabilities, () => run === this.drawRun, (count, ms) => {
        this.drawn.value = { pixels: drawing.pixels.slice(), probabilities: probabilities.slice(), count, ms };
      });
    });
  }

  /** The rows that are hidden, by each. `image`: pixels of 0 or 1. */
  complete(image: Float32Array): Promise<void> {
    const run = ++this.completeRun;
    const isCurrent = () => run === this.completeRun;
    return this.guarded(async () => {
      const { completer } = this;
      const model = await this.open(completer);
      if (!isCurrent()) return;
      const rows = this.rows.peek();
      const known = SIDE * rows;
      const seed = this.seed.peek();
      let found: Completed = { turn: run, image, rows, by: completer.facts.name, byPixels: [], byVae: [] };
      const show = (more: Partial<Completed>) => isCurrent() && (this.completed.value = found = { ...found, ...more });
      show({});
      for (let i = 0; i < COMPLETIONS && isCurrent(); i++) {
        await this.completeByVae(image, known, seed + i, (guess) => show({ byVae: replaced(found.byVae, i, guess) }));
        const drawing = model.begin(uniforms(seed + i), image, known);
        while (!drawing.isDone && isCurrent()) {
          workFor(BUDGET, drawing);
          show({ byPixels: replaced(found.byPixels, i, drawing.pixels.slice()) });
          await nextFrame();
        }
      }
    });
  }

  /** Of this image with these rows shown, by who is chosen; null while there are only those of another. */
  completedOf(image: Float32Array | null, rows: number): Completed | null {
    const completed = this.completed.value;
    return completed?.image === image && completed?.rows === rows && completed?.by === this.completedBy.value ? completed : null;
  }

  stopCompleting(): void {
    this.completeRun++;
  }

  stop(): void {
    this.drawRun++;
    this.stopCompleting();
  }

  /** Encode with a guess in the hidden part, draw a latent, decode, take the hidden part from that, and again (Rezende et al. 2014, appendix F). */
  private async completeByVae(image: Float32Array, known: number, seed: number, show: (found: Float32Array) => void): Promise<void> {
    const { decoder, encoder } = await this.vae.open();
    const uniform = uniforms(seed);
    const { latentDim } = decoder.shape;
    const noise = normals(seed, latentDim * VAE_STEPS);
    const guess = image.map((pixel, i) => (i < known ? pixel : uniform() < 0.5 ? 1 : 0));
    for (let step = 0; step < VAE_STEPS; step++) {
      const { mu, logvar } = await encoder!.encode(guess);
      const z = mu.map((mean, j) => mean + Math.exp(0.5 * (logvar?.[j] ?? -Infinity)) * noise[step * latentDim + j]!);
      const { mean } = await decoder.decode(z);
      for (let i = known; i < guess.length; i++) guess[i] = uniform() < mean[i]! ? 1 : 0;
      show(mean.map((pixel, i) => (i < known ? image[i]! : pixel)));
    }
  }

  private async inFrames(drawing: PixelDrawing, probabilities: Float32Array, isCurrent: () => boolean, show: (count: number, ms: number) => void): Promise<void> {
    const hurry = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let ms = 0;
    let count = 0;
    while (!drawing.isDone && isCurrent()) {
      const began = performance.now();
      const watched = this.pace.peek() === "watch" && !hurry;
      const end = watched ? count + WATCHED : Infinity;
      while (!drawing.isDone && count < end && performance.now() - began < BUDGET) {
        const { index, probability } = drawing.step();
        probabilities[index] = probability;
        count++;
      }
      ms += performance.now() - began;
      if (!hurry || drawing.isDone) show(count, ms);
      await nextFrame();
    }
  }

  private named(name: string): ModelColumn {
    return this.drawers.find(({ facts }) => facts.name === name)!;
  }

  private open({ facts: { name, title, pixels } }: ModelColumn): Promise<PixelModel> {
    const { weightsUrl, pixelcnn, pixelrnn } = pixels!;
    const model = this.models.get(name) ?? fetchBytes(weightsUrl, `the ${title}`).then((bytes) => (pixelcnn ? new PixelCnn(bytes, pixelcnn) : new PixelRnn(bytes, pixelrnn!)));
    this.models.set(name, model);
    model.catch(() => this.models.delete(name)); // the next call tries again
    return model;
  }

  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem.value = null;
    } catch (error) {
      this.problem.value = `${error instanceof Error ? error.message : String(error)}. What is shown stays.`;
    }
  }
}

/** The fastest of a few: a pass may have to wait until another model has had its turn. */
async function onePass(decoder: Decoder, z: Float32Array): Promise<OnePass> {
  let [image, ms] = [new Float32Array(), Infinity];
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    image = (await decoder.decode(z)).mean as Float32Array<ArrayBuffer>;
    ms = Math.min(ms, performance.now() - began);
  }
  return { image, ms };
}

const nextFrame = (): Promise<unknown> => new Promise(requestAnimationFrame);

function workFor(ms: number, drawing: PixelDrawing): void {
  const began = performance.now();
  while (!drawing.isDone && performance.now() - began < ms) drawing.step();
}

function replaced(images: readonly Float32Array[], i: number, image: Float32Array): Float32Array[] {
  const next = [...images];
  next[i] = image;
  return next;
}

/** One model under the reader's hands: where z is, which image is the input, what everything is called, and the way back. */

import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Binarisation } from "../latent/binarise";
import { roundZ } from "../latent/numbers";
import type { LatentNames } from "../widgets/latent_names";
import type { InputSpec, LatentFacts, ModelData } from "./contract";
import type { View } from "./view";
import { History } from "./history";

/** An encoded image. */
export interface ImageInput {
  spec: InputSpec;
  /** In words: "test image 12, a 7". */
  title: string;
  grey: Uint8Array;
  /** What the encoder was given and what the decoder is scored on: black and white where pixels are Bernoulli. */
  scored: Float32Array;
  binarisation: Binarisation | null;
  posterior: { mu: Float32Array; logvar: Float32Array | null };
}

/** What a point is like: the mean of a posterior, or a draw, which lies further out. How usual it is shows among its like. */
export type PointKind = "mean" | "draw";

export interface Snapshot {
  z: number[];
  input: ImageInput | null;
  /** Where this point comes from, in words. */
  origin: string;
  kind: PointKind;
}

const MOVED = " · moved";

/** Sliders reach this many standard deviations of the data to either side. */
export const REACH = 3;

export interface SliderRange {
  from: number;
  to: number;
}

let workspaces = 0;

export class Workspace {
  /** Tells views apart that belong to different workspaces. */
  readonly id = ++workspaces;
  readonly z: Signal<number>[];
  readonly input = signal<ImageInput | null>(null);
  readonly origin = signal("");
  /** Of the point that the moves set out from. */
  readonly kind: Signal<PointKind> = signal("mean");
  readonly binarisation: Signal<Binarisation>;
  /** The row that Animate moves: the one touched last. */
  readonly selected: Signal<number>;
  readonly history: History<Snapshot>;
  readonly canReset: ReadonlySignal<boolean>;
  /** Rows of the page: the latents that the model uses, the most informative first, and the others. */
  readonly active: LatentFacts[];
  readonly unused: LatentFacts[];
  private readonly start: Signal<Snapshot>;

  constructor(
    readonly model: ModelData,
    start: Snapshot,
    readonly names: LatentNames,
    /** Told of every step. */
    public onCommit: (view: View) => void = () => {},
  ) {
    this.binarisation = signal(model.data.binarisation);
    const weight = ({ kl, std }: LatentFacts) => (model.stochastic ? (kl ?? 0) : std);
    const sorted = [...model.latents].sort((a, b) => weight(b) - weight(a));
    this.active = sorted.filter((latent) => latent.active);
    this.unused = sorted.filter((latent) => !latent.active);
    this.selected = signal((this.active[0] ?? sorted[0])!.index);
    this.z = start.z.map((value) => signal(value));
    this.start = signal(start);
    this.history = new History(start, same);
    this.canReset = computed(() => !sameZ(this.start.value.z, this.z.map((value) => value.value)) || this.input.value !== this.start.value.input);
    this.show(start);
  }

  currentZ(): Float32Array {
    return Float32Array.from(this.z, (value) => value.peek());
  }

  nameOf(index: number): string {
    return this.names.of(index);
  }

  rename(index: number, name: string): void {
    this.names.rename(index, name);
    this.report();
  }

  range(index: number): SliderRange {
    const { mean, std } = this.model.latents[index]!;
    const reach = REACH * Math.max(std, 1e-3); // a latent that never varies still needs a slider of some length
    return { from: mean - reach, to: mean + reach };
  }

  /** While a slider moves: shown at once, neither remembered nor reported. */
  move(index: number, value: number): void {
    const { z, origin } = this.history.present;
    batch(() => {
      this.z[index]!.value = value;
      this.origin.value = sameZ(z, Array.from(this.currentZ())) ? origin : moved(origin);
    });
  }

  /** The slider has been let go. */
  commitMove(): void {
    this.commit(moved(this.history.present.origin));
  }

  /** A discrete action: to another point, undoable; with `start`, Reset comes back here. */
  go(to: { z: ArrayLike<number>; input?: ImageInput | null; origin: string; kind?: PointKind; start?: boolean }): void {
    const next = { z: Array.from(to.z), input: to.input === undefined ? this.input.peek() : to.input, origin: to.origin, kind: to.kind ?? "mean" };
    this.show(next);
    if (to.start) this.start.value = next;
    this.commit(to.origin);
  }

  /** Shown like `go`, but neither remembered nor reported: a drawing whose stroke has not ended. */
  look(to: { z: ArrayLike<number>; input: ImageInput; origin: string }): void {
    this.show({ ...to, z: Array.from(to.z), kind: "mean" });
  }

  /**
   * The input named by a link has been encoded: it belongs to the start, and is no step of its own. `toMean`: so is the way to its mean. A
   * slider that is being dragged meanwhile, or was set from outside, stays where it is.
   */
  restoreInput(input: ImageInput, toMean = false): void {
    const [before, here, origin] = [this.history.present, this.currentZ(), this.origin.peek()];
    const add = (snapshot: Snapshot): Snapshot => {
      // Links round z to three places.
      const z = toMean ? Array.from(input.posterior.mu) : snapshot.z;
      const atMean = input.posterior.mu.every((value, i) => Math.abs(value - z[i]!) < 2e-3);
      return { z, input, origin: atMean ? meanOf(input) : meanOf(input) + MOVED, kind: "mean" };
    };
    this.start.value = add(this.start.peek());
    this.history.amend(add(this.history.present));
    batch(() => {
      this.show(this.history.present);
      if (sameZ(before.z, Array.from(here))) return;
      this.z.forEach((latent, i) => (latent.value = here[i]!));
      this.origin.value = origin === moved(before.origin) ? moved(this.history.present.origin) : origin;
    });
    if (toMean) this.report();
  }

  reset(): void {
    this.go(this.start.peek());
  }

  undo(): void {
    this.step(this.history.undo());
  }

  redo(): void {
    this.step(this.history.redo());
  }

  private step(snapshot: Snapshot | null): void {
    if (!snapshot) return;
    this.show(snapshot);
    this.report();
  }

  private show({ z, input, origin, kind }: Snapshot): void {
    batch(() => {
      z.forEach((value, i) => (this.z[i]!.value = value));
      this.input.value = input;
      this.origin.value = origin;
      this.kind.value = kind;
      if (input?.binarisation) this.binarisation.value = input.binarisation;
    });
  }

  private commit(origin: string): void {
    const changed = this.history.push({ z: Array.from(this.currentZ()), input: this.input.peek(), origin, kind: this.kind.peek() });
    if (!changed) return;
    this.origin.value = origin;
    this.report();
  }

  private report(): void {
    this.onCommit(this.view());
  }

  /** As it goes into a link. */
  view(): View {
    return { model: this.model.name, z: roundZ(this.currentZ()), input: this.input.peek()?.spec ?? null, names: this.names.values.peek(), scoredAs: this.input.peek()?.binarisation ?? null };
  }
}

export function meanOf(input: ImageInput): string {
  return input.posterior.logvar ? `Posterior mean of ${input.title}` : `Code of ${input.title}`;
}

function moved(origin: string): string {
  return origin.endsWith(MOVED) ? origin : origin + MOVED;
}

function same(a: Snapshot, b: Snapshot): boolean {
  return a.input === b.input && sameZ(a.z, b.z);
}

function sameZ(a: number[], b: number[]): boolean {
  return a.every((value, i) => Math.abs(value - b[i]!) < 1e-6);
}

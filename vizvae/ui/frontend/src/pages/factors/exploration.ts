/** One model under the visitor's hands: which image is drawn, what the model makes of it, and where the latents have been moved. */

import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import parameters from "../../../../factors/parameters.json";
import { writeAddress, writeNumbers } from "../../parts/address/parameters";
import { History } from "../../parts/explorer/history";
import type { SliderRange } from "../../parts/explorer/workspace";
import type { Cell, FactorLatent, FactorModel, FactorPageData, RangePolicy } from "./contract";
import type { Neighbourhood } from "./neighbourhood";
import { rangeOf } from "./ranges";

/** `z`: null while it is the code of the image. */
interface Snapshot {
  at: number[];
  z: number[] | null;
}

/** Where a factor was when the hand took hold of it. */
export interface Departure {
  factor: number;
  value: number;
  code: Float32Array;
}

/** The image that is shown and its encoding: the last one, until that of `at` is here. */
export interface Shown {
  neighbourhood: Neighbourhood;
  row: number;
  code: Float32Array;
}

let explorations = 0;

export class Exploration {
  /** Tells views apart that belong to different explorations. */
  readonly id = ++explorations;
  readonly at: Signal<number>[];
  readonly z: Signal<number>[];
  readonly shown = signal<Shown | null>(null);
  /** The neighbourhood of a point at rest: strips and traces are drawn from it. */
  readonly around = signal<Neighbourhood | null>(null);
  /** z is the code of the image, and moves with it. */
  readonly follows: Signal<boolean>;
  /** The factor touched last. */
  readonly factor: Signal<number>;
  readonly departure = signal<Departure | null>(null);
  /** The latent touched or pointed at last. */
  readonly latent = signal<number | null>(null);
  /** A z that is looked at without going there. */
  readonly preview = signal<{ z: Float32Array; label: string } | null>(null);
  readonly range: Signal<RangePolicy>;
  /** The factor and the latent whose evidence is shown below. */
  readonly cell = signal<Cell | null>(null);
  readonly history: History<Snapshot>;
  /** Of the latents, the one that says most first. */
  readonly byKl: FactorLatent[];
  readonly canReset: ReadonlySignal<boolean>;
  /** The latents as they are now, on the page of the latent sliders. */
  readonly slidersAddress: ReadonlySignal<string>;
  private readonly start: Snapshot;

  constructor(
    readonly model: FactorModel,
    initial: FactorPageData["initial"],
    /** Asks for the neighbourhood of `at`. */
    private readonly arrive: () => void,
    private readonly report: (view: Record<string, string>) => void,
  ) {
    const weight = ({ kl, std }: FactorLatent) => kl ?? std;
    this.byKl = [...model.latents].sort((a, b) => weight(b) - weight(a));
    this.start = { at: [...initial.at], z: initial.z && [...initial.z] };
    this.at = this.start.at.map((value) => signal(value));
    this.z = model.latents.map(({ mean }, i) => signal(initial.z?.[i] ?? mean));
    this.follows = signal(initial.z === null);
    this.factor = signal(initial.factor);
    this.range = signal(initial.range);
    this.history = new History(this.start, same);
    this.canReset = computed(() => {
      const at = this.at.map((value) => value.value);
      return !same({ at, z: this.follows.value ? null : this.z.map((value) => value.value) }, this.start);
    });
    this.slidersAddress = computed(() => {
      const z = writeNumbers(this.z.map((value) => value.value), parameters.z.decimals);
      return `/?model=${encodeURIComponent(model.name)}&z=${z}`;
    });
  }

  get factors() {
    return this.model.dataset.factors;
  }

  point(): number[] {
    return this.at.map((value) => value.peek());
  }

  currentZ(): Float32Array {
    return Float32Array.from(this.z, (value) => value.peek());
  }

  /** Of the traversals. */
  rangeOf(latent: number): SliderRange {
    return rangeOf(this.range.value, this.model.latents[latent]!, this.shown.value?.code[latent] ?? this.model.latents[latent]!.mean);
  }

  /** The hand has taken hold of a factor. */
  depart(factor: number): void {
    const shown = this.shown.peek();
    batch(() => {
      this.factor.value = factor;
      if (shown) this.departure.value = { factor, value: this.at[factor]!.peek(), code: shown.code };
    });
  }

  /** While the thumb moves: nothing is asked of anybody. */
  moveFactor(factor: number, value: number): void {
    if (this.at[factor]!.peek() === value) return;
    batch(() => {
      this.at[factor]!.value = value;
      this.walk(true);
    });
  }

  /** The thumb has been let go. */
  commitFactor(): void {
    this.commit();
    this.arrive();
  }

  moveLatent(latent: number, value: number): void {
    batch(() => {
      this.z[latent]!.value = value;
      this.follows.value = false;
      this.latent.value = latent;
    });
  }

  commitLatent(): void {
    this.commit();
  }

  /** The latents go back to what the model makes of the image. */
  backToCode(): void {
    batch(() => {
      this.follows.value = true;
      this.walk(true);
    });
    this.commit();
  }

  /** Its images are here. */
  take(neighbourhood: Neighbourhood): void {
    batch(() => {
      this.around.value = neighbourhood;
      this.walk(this.follows.peek());
    });
  }

  go(to: Snapshot): void {
    this.show(to);
    this.commit();
  }

  /** Another image: every factor drawn anew. */
  random(): void {
    this.go({ at: this.factors.map(({ values }) => Math.floor(Math.random() * values.length)), z: null });
  }

  /** Another look at the same point. */
  look(at: { factor?: number; range?: RangePolicy }): void {
    batch(() => {
      if (at.factor !== undefined && at.factor !== this.factor.peek()) {
        this.factor.value = at.factor;
        this.departure.value = null;
      }
      if (at.range !== undefined) this.range.value = at.range;
    });
    this.told();
  }

  /** The evidence of another cell is shown, which the host knows already; the traces are of its factor. */
  mark(cell: Cell | null): void {
    if (String(cell) === String(this.cell.peek())) return;
    batch(() => {
      this.cell.value = cell;
      if (!cell || cell[0] === this.factor.peek()) return;
      this.factor.value = cell[0];
      this.departure.value = null;
    });
  }

  reset(): void {
    this.go(this.start);
  }

  undo(): void {
    const snapshot = this.history.undo();
    if (snapshot) this.step(snapshot);
  }

  redo(): void {
    const snapshot = this.history.redo();
    if (snapshot) this.step(snapshot);
  }

  private told(): void {
    const [factor, range] = [this.factor.peek(), this.range.peek()];
    this.report(writeAddress(parameters, { ...this.snapshot(), factor, range }));
  }

  private step(snapshot: Snapshot): void {
    this.show(snapshot);
    this.told();
  }

  private show({ at, z }: Snapshot): void {
    batch(() => {
      at.forEach((value, factor) => (this.at[factor]!.value = value));
      this.departure.value = null;
      this.follows.value = z === null;
      z?.forEach((value, latent) => (this.z[latent]!.value = value));
      this.walk(z === null);
    });
    this.arrive();
  }

  /** To the image of `at`, if it is among those that are here; else the last one stays. */
  private walk(follow: boolean): void {
    const neighbourhood = this.around.peek();
    const row = neighbourhood?.rowOf(this.point()) ?? null;
    if (!neighbourhood || row === null) return;
    const code = neighbourhood.code(row);
    this.shown.value = { neighbourhood, row, code };
    if (!follow) return;
    this.follows.value = true;
    code.forEach((value, latent) => (this.z[latent]!.value = value));
  }

  private snapshot(): Snapshot {
    return { at: this.point(), z: this.follows.peek() ? null : Array.from(this.currentZ()) };
  }

  private commit(): void {
    if (this.history.push(this.snapshot())) this.told();
  }
}

function same(a: Snapshot, b: Snapshot): boolean {
  if (a.at.some((value, factor) => value !== b.at[factor])) return false;
  if (!a.z || !b.z) return a.z === b.z;
  return a.z.every((value, latent) => Math.abs(value - b.z![latent]!) < 1e-6);
}

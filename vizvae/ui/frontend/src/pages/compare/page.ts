/** What one visitor compares, kept equal to the page's address. */

import { batch, computed, effect, signal, type Signal } from "@preact/signals";
import { frame, type Grey } from "../../parts/latent/framing";
import { fetchBytes } from "../../parts/runtime/fetching";
import type { Told } from "../../hosts/host";
import { Messages } from "../../parts/widgets/messages";
import { readAddress, writeAddress, type NumberKey } from "./address";
import { ModelColumn, type Wanted } from "./column";
import type { AddressSaid } from "../../parts/address/contract";
import type { CompareData } from "./contract";
import { PixelPlay } from "./pixel_play";

/** A held arrow key is not a hand that has come to rest. */
const REST_MS = 300;
const SIDE = 28;

export class ComparePage {
  readonly columns: readonly ModelColumn[];
  readonly shown: Signal<readonly string[]>;
  readonly numbers: Readonly<Record<NumberKey, Signal<number>>>;
  /** (image, pixels), in [0, 1] */
  readonly images: Signal<Float32Array[] | null> = signal(null);
  /** What was drawn with the pointer, in place of the chosen image. */
  readonly drawing: Signal<Float32Array | null> = signal(null);
  /** What goes through all models. */
  readonly input = computed(() => this.drawing.value ?? this.images.value?.[this.numbers.digit.value] ?? null);
  readonly visible = computed(() => this.columns.filter(({ facts }) => facts.own || this.shown.value.includes(facts.name)));
  readonly play: PixelPlay;
  readonly messages = new Messages();
  private readonly wanted = computed<Wanted | null>(() => {
    const [from, to] = [this.input.value, this.images.value?.[this.numbers.to.value]];
    return from && to ? { seed: this.numbers.seed.value, from, to, at: this.numbers.at.value } : null;
  });
  private restoreId: string;
  private elsewhere: Readonly<Record<string, string>>;
  private readonly own: string;
  private resting: ReturnType<typeof setTimeout> | undefined;
  private report: (address: Record<string, string>) => void = () => {};
  private readonly stop: () => void;

  constructor(readonly data: CompareData) {
    this.columns = data.models.filter(({ column }) => column).map((facts) => new ModelColumn(facts, data.numDraws));
    this.play = new PixelPlay(
      this.columns.filter(({ facts }) => facts.pixels && !facts.own),
      this.columnOf(data.onePass),
    );
    const view = readAddress(data.address, this.names());
    this.restoreId = data.restoreId;
    this.elsewhere = data.elsewhere;
    this.own = view.own;
    this.shown = signal(view.models);
    this.numbers = { seed: signal(view.numbers.seed), digit: signal(view.numbers.digit), to: signal(view.numbers.to), at: signal(view.numbers.at) };
    this.stop = effect(() => {
      const wanted = this.wanted.value;
      if (wanted) for (const column of this.visible.value) column.ask(wanted);
    });
    void this.fetchImages();
  }

  update({ data, report }: Told<CompareData, AddressSaid>): void {
    this.report = (address) => report("view", { address, restoreId: this.restoreId });
    this.elsewhere = data.elsewhere;
    if (data.restoreId === this.restoreId) return;
    this.restoreId = data.restoreId;
    clearTimeout(this.resting);
    const view = readAddress(data.address, this.names());
    batch(() => {
      this.shown.value = view.models;
      for (const key of Object.keys(this.numbers) as NumberKey[]) this.numbers[key].value = view.numbers[key];
      this.drawing.value = null;
    });
  }

  set(key: NumberKey, value: number): void {
    batch(() => {
      this.numbers[key].value = value;
      if (key === "digit") this.drawing.value = null;
    });
    this.rest();
  }

  /** One column always stays. */
  toggle(name: string): void {
    const shown = this.shown.peek();
    const next = shown.includes(name) ? shown.filter((other) => other !== name) : this.names().filter((other) => other === name || shown.includes(other));
    if (next.length === 0) return;
    this.shown.value = next;
    this.rest();
  }

  /** Framed as the training images were; an empty picture brings the chosen image back. */
  draw(picture: Grey): void {
    const framed = frame(picture, this.data.images.framing, SIDE, SIDE);
    this.drawing.value = framed && Float32Array.from(framed, (byte) => byte / 255);
  }

  /** After something of a model failed. */
  askAgain(column: ModelColumn): void {
    const wanted = this.wanted.peek();
    if (wanted) column.ask(wanted);
    void column.fetchMap();
  }

  dispose(): void {
    this.stop();
    this.play.stop();
    clearTimeout(this.resting);
    for (const column of this.columns) column.dispose();
  }

  private columnOf(name: string): ModelColumn {
    return this.columns.find(({ facts }) => facts.name === name)!;
  }

  /** Of those that ship. */
  private names(): string[] {
    return this.columns.filter(({ facts }) => !facts.own).map(({ facts }) => facts.name);
  }

  private rest(): void {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      const numbers = Object.fromEntries(Object.entries(this.numbers).map(([key, { value }]) => [key, value])) as Record<NumberKey, number>;
      const address = { ...this.elsewhere, ...writeAddress({ models: this.shown.peek(), own: this.own, numbers }, this.names()) };
      // In place: Back leads to the page before, and not through every place where a thumb once rested.
      const query = new URLSearchParams(address).toString();
      history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
      this.report(address);
    }, REST_MS);
  }

  private async fetchImages(): Promise<void> {
    try {
      const bytes = await fetchBytes(this.data.images.url, "The images");
      const size = SIDE * SIDE;
      this.images.value = this.data.images.labels.map((_, i) => Float32Array.from(bytes.subarray(i * size, (i + 1) * size), (byte) => byte / 255));
    } catch (error) {
      this.messages.error(`${error instanceof Error ? error.message : String(error)}.`, {
        label: "Try again",
        run: () => {
          this.messages.clear();
          void this.fetchImages();
        },
      });
    }
  }
}

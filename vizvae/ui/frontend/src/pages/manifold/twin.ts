/** A second model on the same data, mapped beside the first: the same part of its own latent space, the same place under the pointer. */

import { effect, signal, untracked } from "@preact/signals";
import type { ModelData } from "../../parts/explorer/contract";
import { modelSource } from "../../parts/explorer/model_source";
import { loadReference, type Reference } from "../../parts/explorer/resources";
import type { Decodes } from "../../parts/runtime/decoder";
import type { Engine } from "../../parts/runtime/engine";
import { latestOnly, oncePerFrame } from "../../parts/runtime/latest";
import { Lattice } from "./lattice";
import { MapState } from "./map_state";

export class Twin {
  readonly lattice: Lattice;
  readonly map: MapState;
  readonly reference = signal<Reference | null>(null);
  /** (pixels) of the place under the pointer. */
  readonly image = signal<Float32Array | null>(null);
  private decoder: Decodes | null = null;
  private place: [number, number] = [0, 0];
  private readonly stop: () => void;
  private readonly draw = latestOnly<null>(() => this.decode());
  private readonly frames = oncePerFrame(() => this.draw(null));

  constructor(
    readonly model: ModelData,
    private readonly engine: Engine,
  ) {
    this.lattice = new Lattice(engine);
    this.map = new MapState(model, {}, this.reference);
    this.stop = effect(() => {
      const plane = this.map.plane.value;
      const frame = plane && { plane, scales: this.map.scales.value, windows: this.map.windows.value, size: this.map.size.value };
      untracked(() => this.lattice.look(frame));
    });
  }

  async open(): Promise<void> {
    const source = modelSource(this.model);
    this.decoder = await this.engine.open(source);
    this.reference.value = await loadReference(this.model);
    await this.engine.openDecoderInWorker(source);
    this.lattice.show(source, { currentZ: () => new Float32Array(this.model.latentDim) });
    this.frames.request();
  }

  /** The first map's settings, and its window as a part of the whole: the scales of the two spaces are not comparable. Tracks them. */
  follow(map: MapState): void {
    const [spacing, size, colour, show] = [map.spacing.value, map.size.value, map.colour.value, map.show.value];
    const windows = map.windows.value;
    const hover = map.hover.value;
    untracked(() => {
      this.map.spacing.value = spacing;
      this.map.size.value = size;
      this.map.colour.value = colour === "class" ? colour : "class";
      this.map.show.value = show;
      const theirs = map.wholeWindow();
      const ours = this.map.wholeWindow();
      this.map.windows.value = [0, 1].map((axis) => {
        const whole = theirs[axis]!;
        const place = (value: number) =>
          ours[axis]!.low + ((value - whole.low) / (whole.high - whole.low)) * (ours[axis]!.high - ours[axis]!.low);
        return { low: place(windows[axis]!.low), high: place(windows[axis]!.high) };
      }) as typeof windows;
      if (!hover) {
        this.map.hover.value = null;
        return;
      }
      this.place = [this.map.coordinate(0, map.unit(0, hover.x)), this.map.coordinate(1, map.unit(1, hover.y))];
      this.map.hover.value = { x: this.place[0], y: this.place[1], index: null };
      this.frames.request();
    });
  }

  close(): void {
    this.stop();
    this.map.dispose();
    this.frames.cancel();
    this.lattice.hide();
  }

  private async decode(): Promise<void> {
    if (this.decoder) this.image.value = (await this.decoder.decode(Float32Array.from(this.place))).mean;
  }
}

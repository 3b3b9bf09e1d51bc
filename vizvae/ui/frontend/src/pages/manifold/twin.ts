/** A second model on the same data, mapped beside the first: the same part of its own latent space, and the same data image under the pointer,
 * or where there is none the same place of its map. While nothing is pointed at, the same of the present point. */

import { effect, signal, untracked } from "@preact/signals";
import type { ModelData } from "../../parts/explorer/contract";
import { modelSource } from "../../parts/explorer/model_source";
import { loadReference, type Reference } from "../../parts/explorer/resources";
import type { Decodes } from "../../parts/runtime/decoder";
import type { Engine } from "../../parts/runtime/engine";
import { latestOnly, oncePerFrame } from "../../parts/runtime/latest";
import { Lattice } from "./lattice";
import { MapState, type Hover, type Point } from "./map_state";

export class Twin {
  readonly lattice: Lattice;
  readonly map: MapState;
  readonly reference = signal<Reference | null>(null);
  /** The first map's present point, on this one */
  readonly here = signal<Point | null>(null);
  /** (pixels) of the place under the pointer, else of `here`. */
  readonly image = signal<Float32Array | null>(null);
  private decoder: Decodes | null = null;
  private place: Point = [0, 0];
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

  /** What the pointer is at on this map, on the first one: the same data image, or else the same part of the whole. */
  onFirst(map: MapState, { x, y, index }: Hover): Hover | null {
    const place = index === null ? placeIn(this.map, map, [x, y]) : imagePlace(map, index);
    return place && { x: place[0], y: place[1], index };
  }

  /** The first map's settings, and its window as a part of the whole: the scales of the two spaces are not comparable. Tracks them. `present`:
   * the first map's point. */
  follow(map: MapState, present: Hover | null): void {
    const [spacing, size, colour, show] = [map.spacing.value, map.size.value, map.colour.value, map.show.value];
    const windows = map.windows.value;
    const hover = map.hover.value;
    const selection = map.selection.value;
    void this.map.positions.value; // where its images are is known later than it is looked at
    untracked(() => {
      this.map.selection.value = selection;
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
      const onThis = (at: Hover | null) => at && (at.index === null ? placeIn(map, this.map, [at.x, at.y]) : imagePlace(this.map, at.index));
      const pointed = onThis(hover);
      this.map.hover.value = hover && pointed && { x: pointed[0], y: pointed[1], index: hover.index };
      this.here.value = onThis(present);
      const place = pointed ?? this.here.value;
      if (!place) return;
      this.place = place;
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

/** The same part of another map's window. */
function placeIn(from: MapState, to: MapState, [x, y]: Point): Point {
  return [to.coordinate(0, from.unit(0, x)), to.coordinate(1, from.unit(1, y))];
}

/** Null until the codes are here. */
function imagePlace(map: MapState, index: number): Point | null {
  const positions = map.positions.peek();
  return positions && [positions[2 * index]!, positions[2 * index + 1]!];
}

/** The lattice: many decoded images on the plane of the map, decoded in the worker, never blank in between. */

import { signal } from "@preact/signals";
import type { Follower } from "../../parts/explorer/app";
import type { Workspace } from "../../parts/explorer/workspace";
import { cellCentres, type AxisScale, type AxisWindow } from "../../parts/latent/axis_scale";
import { pointOn, type Plane } from "../../parts/latent/plane";
import type { Engine, ModelSource } from "../../parts/runtime/engine";
import type { Part } from "../../parts/runtime/protocol";

/** Which part of which plane is shown. */
export interface Frame {
  plane: Plane;
  scales: [AxisScale, AxisScale];
  windows: [AxisWindow, AxisWindow];
  /** Images along one side. */
  size: number;
}

/** A lattice that takes longer is first shown coarse, and while something is dragged only coarse. */
const COARSE_ABOVE_MS = 200;
const COARSE_MS = 70;
/** Images decoded at a time: a newer order need not wait long, and what is there is shown. */
const CHUNK = 64;
/** After the last move of a dragged latent. */
const REST_MS = 120;

interface Order {
  frame: Frame;
  z: Float32Array;
  /** Nothing is being dragged: the full lattice is wanted. */
  full: boolean;
}

/** Of all lattices of a page: they share a worker. */
let tickets = 0;

export class Lattice implements Follower {
  /** Grows with every change of `picture`. */
  readonly version = signal(0);
  readonly drawing = signal(false);
  /** Row by row, top first; `shown` says what it depicts. */
  picture = new OffscreenCanvas(1, 1);
  shown: Frame | null = null;

  private source: ModelSource | null = null;
  private frame: Frame | null = null;
  private z: Float32Array = new Float32Array();
  private pending: Order | null = null;
  private working = false;
  /** A quick picture is always finished, so that something new is seen however fast orders come. */
  private interruptible = false;
  /** The order the worker is at. */
  private current: { ticket: number; paint: (first: number, grey: Uint8Array) => void; done: () => void } | null = null;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private msPerImage = 0.5;
  private readonly tile = new OffscreenCanvas(1, 1);

  constructor(private readonly engine: Engine) {}

  take(part: Part): void {
    if (part.kind !== "images" || part.ticket !== this.current?.ticket) return;
    this.current.paint(part.first, part.grey);
    this.version.value++;
    if (part.last) this.finish();
  }

  hide(): void {
    this.source = null;
    this.pending = null;
    this.finish();
  }

  show(source: ModelSource, workspace: Pick<Workspace, "currentZ">): void {
    this.source = source;
    this.z = workspace.currentZ();
    this.order(true);
  }

  /** Another window, plane or size. */
  look(frame: Frame | null): void {
    this.frame = frame;
    this.order(true);
  }

  /** A move inside the plane leaves the lattice as it is, any other moves all of it. */
  moveTo(z: Float32Array): void {
    const before = this.z;
    this.z = z;
    if (!this.frame || before.length !== z.length) return;
    const old = pointOn(this.frame.plane, before, 0, 0);
    if (pointOn(this.frame.plane, z, 0, 0).every((value, i) => Math.abs(value - old[i]!) < 1e-5)) return;
    this.order(false);
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.order(true), REST_MS);
  }

  private order(full: boolean): void {
    if (!this.source || !this.frame) return;
    this.pending = { frame: this.frame, z: this.z, full };
    void this.work();
  }

  private async work(): Promise<void> {
    if (this.working) {
      if (this.interruptible) this.finish();
      return;
    }
    this.working = true;
    this.drawing.value = true;
    try {
      while (this.pending && this.source) {
        const order = this.pending;
        this.pending = null;
        const began = performance.now();
        const { size } = order.frame;
        this.turnTo(order.frame);
        this.interruptible = false;
        if (size * size * this.msPerImage > COARSE_ABOVE_MS) {
          await this.decode(order, Math.max(5, Math.min(size, Math.floor(Math.sqrt(COARSE_MS / this.msPerImage)))));
          performance.measure("vizvae-lattice-coarse", { start: began });
          if (this.pending || !this.source || !order.full) continue;
          this.interruptible = true;
        }
        if (await this.decode(order, size)) performance.measure("vizvae-lattice", { start: began });
      }
    } finally {
      this.working = false;
      this.drawing.value = false;
    }
  }

  /** `side` × `side` images over the whole picture; false when a newer order came first. */
  private decode({ frame, z }: Order, side: number): Promise<boolean> {
    const source = this.source!;
    const began = performance.now();
    const [xs, ys] = frame.scales.map((scale, axis) => cellCentres(scale, frame.windows[axis]!, side)) as [number[], number[]];
    const many = new Float32Array(side * side * z.length);
    for (let row = 0; row < side; row++)
      for (let column = 0; column < side; column++)
        many.set(pointOn(frame.plane, z, xs[column]!, ys[side - 1 - row]!), (row * side + column) * z.length);
    const { channels, width, height } = source.shape;
    const context = this.picture.getContext("2d")!;
    const stepX = this.picture.width / side;
    const stepY = this.picture.height / side;
    let received = 0;
    return new Promise((resolve) => {
      const ticket = ++tickets;
      this.current = {
        ticket,
        paint: (first, bytes) => {
          const count = bytes.length / (channels * width * height);
          received += count;
          const rows = rowsOfImages(bytes, channels, side, width, height);
          if (stepX === width) context.putImageData(rows, 0, (first / side) * height);
          else {
            this.tile.width = rows.width;
            this.tile.height = rows.height;
            this.tile.getContext("2d")!.putImageData(rows, 0, 0);
            context.imageSmoothingEnabled = false;
            context.drawImage(this.tile, 0, (first / side) * stepY, this.picture.width, (count / side) * stepY);
          }
        },
        done: () => {
          const complete = received === side * side;
          if (complete) this.msPerImage = (performance.now() - began) / received;
          resolve(complete);
        },
      };
      // Whole rows; what is not to be interrupted is quickest in one piece.
      const chunk = this.interruptible ? side * Math.max(1, Math.floor(CHUNK / side)) : side * side;
      this.engine.decodeMany(source, { ticket, z: many, chunk }).catch(() => this.finish());
    });
  }

  private finish(): void {
    const { current } = this;
    this.current = null;
    current?.done();
  }

  /** A new picture begins as the old one, moved and stretched to the new window. */
  private turnTo(frame: Frame): void {
    const { width, height } = this.source!.shape;
    const next = new OffscreenCanvas(frame.size * width, frame.size * height);
    const context = next.getContext("2d")!;
    context.imageSmoothingEnabled = false;
    context.fillRect(0, 0, next.width, next.height);
    const { shown } = this;
    if (shown) {
      const [left, right, bottom, top] = samePlane(shown, frame) ? placeOf(shown, frame) : [0, 1, 0, 1];
      context.drawImage(this.picture, left * next.width, (1 - top) * next.height, (right - left) * next.width, (top - bottom) * next.height);
    }
    this.picture = next;
    this.shown = frame;
    this.version.value++;
  }
}

/** Images one after another as rows of `side` of them. */
function rowsOfImages(bytes: Uint8Array, channels: number, side: number, width: number, height: number): ImageData {
  const stride = side * width;
  const size = width * height;
  const count = bytes.length / (channels * size);
  const [green, blue] = channels === 1 ? [0, 0] : [size, 2 * size];
  const pixels = new ImageData(stride, (count / side) * height);
  const words = new Uint32Array(pixels.data.buffer);
  for (let image = 0; image < count; image++) {
    let at = image * channels * size;
    const start = Math.floor(image / side) * height * stride + (image % side) * width;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, at++) words[start + y * stride + x] = 0xff000000 | (bytes[at + blue]! << 16) | (bytes[at + green]! << 8) | bytes[at]!;
  }
  return pixels;
}

function samePlane(a: Frame, b: Frame): boolean {
  return a.plane === b.plane && a.scales.every((scale, i) => scale.spacing === b.scales[i]!.spacing);
}

/** Where what `inner` shows lies in the picture of `outer`: left, right, bottom, top as parts of it. */
function placeOf(inner: Frame, outer: Frame): [number, number, number, number] {
  return [0, 1].flatMap((axis) => {
    const { low, high } = inner.windows[axis]!;
    const { low: from, high: to } = outer.windows[axis]!;
    return [(low - from) / (to - from), (high - from) / (to - from)];
  }) as [number, number, number, number];
}


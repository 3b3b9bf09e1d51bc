/** How the map stands: plane, window, what is drawn on it, pins, path and selection. */

import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import parameters from "../../../../manifold/parameters.json";
import type { ModelData } from "../../parts/explorer/contract";
import type { Reference } from "../../parts/explorer/resources";
import { fromUnit, toUnit, type AxisScale, type AxisWindow, type Spacing } from "../../parts/latent/axis_scale";
import { nearest } from "../../parts/latent/density";
import { meanOf } from "../../parts/latent/directions";
import { fitWindows } from "../../parts/latent/fit_windows";
import { coordinates, latentPlane, principalDirections, projectAll, type Plane } from "../../parts/latent/plane";
import type { Layer, MapSettings, PlaneChoice } from "./contract";
import { isProjection } from "./planes";

export type Point = [number, number];
export type Mode = "look" | "path" | "lasso";

export interface Pin {
  id: number;
  z: Float32Array;
  title: string;
}

/** Images chosen with the lasso, kept under a name. */
export interface Group {
  name: string;
  indices: number[];
}

export interface Hover {
  x: number;
  y: number;
  /** The data image under the pointer. */
  index: number | null;
}

/** Where something is to be marked; `exact`: this is its place, and not one that is close to it in the latent space. */
export interface Mark {
  at: Point;
  exact: boolean;
}

/** The window reaches this many standard deviations of the data to either side. */
const REACH = 3;
const LIMITS = parameters.map;
/** In standard deviations of the data: links round a latent vector by less. */
const SAME = 0.05;
const DEFAULT_SHOW: Layer[] = ["lattice", "points"];

let pinIds = 0;
let mapIds = 0;

export class MapState {
  /** Tells views apart that belong to different maps. */
  readonly id = ++mapIds;
  readonly choice: Signal<PlaneChoice>;
  readonly size: Signal<number>;
  readonly spacing: Signal<Spacing>;
  readonly colour: Signal<string>;
  readonly show: Signal<Layer[]>;
  readonly windows: Signal<[AxisWindow, AxisWindow]>;
  readonly pins: Signal<Pin[]>;
  readonly path: Signal<Point[]>;
  readonly mode = signal<Mode>("look");
  readonly hover = signal<Hover | null>(null);
  /** Data images inside the lasso; null: everything counts. */
  readonly selection = signal<number[] | null>(null);
  /** Their mean latent. */
  readonly selectionMean: ReadonlySignal<Float32Array | null>;
  readonly groups = signal<Group[]>([]);
  /** How many points an image has on the map: its posterior mean, or so many draws. */
  readonly draws = signal(0);
  /** Coordinates from the server for a projection, by its parameters. */
  readonly projected = signal<Float32Array | null>(null);

  /** Null for a projection: it has no way back from the map into the latent space. */
  readonly plane: ReadonlySignal<Plane | null>;
  readonly scales: ReadonlySignal<[AxisScale, AxisScale]>;
  /** Of every data image, (count, 2). */
  readonly positions: ReadonlySignal<Float32Array | null>;
  private readonly principal: ReadonlySignal<ReturnType<typeof principalDirections> | null>;
  private keepsWindow: boolean;
  private readonly stop: () => void;

  constructor(
    readonly model: ModelData,
    settings: MapSettings,
    readonly reference: ReadonlySignal<Reference | null>,
  ) {
    const heaviest = [...model.latents].sort((a, b) => (b.kl ?? b.std) - (a.kl ?? a.std)).map(({ index }) => index);
    const first: PlaneChoice = model.latentDim === 2 ? [0, 1] : [heaviest[0]!, heaviest[1]!];
    this.choice = signal(settings.plane ?? first);
    this.size = signal(settings.size ?? (model.latentDim === 2 ? 20 : 15));
    this.spacing = signal(settings.spacing ?? "linear");
    const scored = settings.colour === "kl" || settings.colour === "elbo";
    const offered = (model.stochastic || !scored) && !(settings.colour === "elbo" && model.likelihood === "unknown");
    this.colour = signal(settings.colour && offered ? settings.colour : "class");
    this.show = signal(settings.show ?? DEFAULT_SHOW);
    this.pins = signal((settings.pins ?? []).map((z, i) => ({ id: ++pinIds, z: Float32Array.from(z), title: `pin ${i + 1} of the link` })));
    this.path = signal(settings.path ?? []);
    this.principal = computed(() => {
      const mu = this.reference.value?.mu;
      return mu ? principalDirections(mu, model.latentDim, Math.min(LIMITS.most_directions, model.latentDim)) : null;
    });
    this.plane = computed(() => this.planeOf(this.choice.value));
    this.positions = computed(() => {
      if (isProjection(this.choice.value)) return this.projected.value;
      const plane = this.plane.value;
      const mu = this.reference.value?.mu;
      return plane && mu ? projectAll(plane, mu, model.latentDim) : null;
    });
    this.selectionMean = computed(() => {
      const mu = this.reference.value?.mu;
      return mu && this.selection.value ? meanOf(mu, model.latentDim, this.selection.value) : null;
    });
    this.scales = computed(() => this.scalesOf(this.choice.value, this.spacing.value));
    const { window } = settings;
    this.windows = signal(
      window
        ? [
            { low: window[0]!, high: window[1]! },
            { low: window[2]!, high: window[3]! },
          ]
        : this.wholeWindow(),
    );
    // A projection's place is known when it has come; that of a link, or of the map that this one goes on from, is kept for it.
    this.keepsWindow = window !== undefined;
    this.stop = effect(() => {
      if (!isProjection(this.choice.value) || !this.projected.value) return;
      if (!this.keepsWindow) this.windows.value = fitWindows(this.projected.value);
      this.keepsWindow = false;
    });
  }

  dispose(): void {
    this.stop();
  }

  /** As a map of the same model was, of which this one has the settings: with what no link holds, and unrounded. */
  goOn(before: MapState): void {
    this.windows.value = before.windows.peek();
    this.pins.value = before.pins.peek();
    this.path.value = before.path.peek();
    this.selection.value = before.selection.peek();
    this.groups.value = before.groups.peek();
    this.draws.value = before.draws.peek();
  }

  settings(): MapSettings {
    const round = (value: number) => Math.round(value * 1e4) / 1e4;
    return {
      plane: this.choice.value,
      size: this.size.value,
      spacing: this.spacing.value,
      window: this.windows.value.flatMap(({ low, high }) => [round(low), round(high)]),
      colour: this.colour.value,
      show: this.show.value,
      pins: this.pins.value.map(({ z }) => Array.from(z, (value) => Math.round(value * 100) / 100)),
      path: thinned(this.path.value, LIMITS.most_path_points).map(([x, y]) => [round(x), round(y)]),
    };
  }

  choosePlane(choice: PlaneChoice): void {
    batch(() => {
      this.choice.value = choice;
      this.path.value = [];
      this.hover.value = null;
      this.projected.value = null;
      this.keepsWindow = false;
      if (!isProjection(choice)) this.windows.value = this.wholeWindow();
    });
  }

  chooseSpacing(spacing: Spacing): void {
    batch(() => {
      this.spacing.value = spacing;
      this.windows.value = this.wholeWindow();
    });
  }

  /** All of the data in view. */
  wholeWindow(): [AxisWindow, AxisWindow] {
    if (isProjection(this.choice.peek())) return this.projected.peek() ? fitWindows(this.projected.peek()!) : [unit(), unit()];
    const scales = this.scalesOf(this.choice.peek(), this.spacing.peek());
    if (this.spacing.peek() === "quantile") return [unit(), unit()];
    // One width for both: a circle on the map must be a circle in the latent space.
    const reach = REACH * Math.max(...scales.map(({ std }) => std));
    return scales.map(({ mean }) => ({ low: mean - reach, high: mean + reach })) as [AxisWindow, AxisWindow];
  }

  toggle(layer: Layer): void {
    const shown = this.show.value;
    this.show.value = shown.includes(layer) ? shown.filter((other) => other !== layer) : [...shown, layer];
  }

  pin(z: Float32Array, title: string): void {
    const others = this.pins.value.filter((pin) => !pin.z.every((value, i) => Math.abs(value - z[i]!) < 1e-4));
    this.pins.value = [...others, { id: ++pinIds, z, title }].slice(-LIMITS.most_pins);
  }

  unpin(id: number): void {
    this.pins.value = this.pins.value.filter((pin) => pin.id !== id);
  }

  /** Where a latent vector lies on the map; null on a projection. */
  place(z: Float32Array): Point | null {
    const plane = this.plane.value;
    return plane && (coordinates(plane, z) as Point);
  }

  /**
   * Where a latent vector is to be marked. A projection has places for data images alone: there it is that of `image`, whose posterior mean
   * it is (the map was made of another black-and-white version of it), or else of the nearest.
   */
  mark(z: Float32Array, image: number | null = null): Mark | null {
    const place = this.place(z);
    if (place) return { at: place, exact: true };
    const means = this.reference.value?.means;
    const positions = this.positions.value;
    if (!means || !positions) return null;
    if (image !== null && 2 * image < positions.length) return { at: [positions[2 * image]!, positions[2 * image + 1]!], exact: true };
    const { first, squared } = nearest(z, { ...means, count: Math.min(means.count, positions.length / 2) }, 1);
    return first < 0 ? null : { at: [positions[2 * first]!, positions[2 * first + 1]!], exact: squared[0]! < SAME ** 2 };
  }

  unit(axis: 0 | 1, coordinate: number): number {
    return toUnit(this.scales.value[axis], this.windows.value[axis], coordinate);
  }

  coordinate(axis: 0 | 1, unit: number): number {
    return fromUnit(this.scales.value[axis], this.windows.value[axis], unit);
  }

  axisNames(nameOf: (latent: number) => string): [string, string] {
    const choice = this.choice.value;
    if (choice === "umap") return ["UMAP 1", "UMAP 2"];
    if (choice === "tsne") return ["t-SNE 1", "t-SNE 2"];
    if (choice[0] === "principal") return [`direction ${choice[1] + 1}`, `direction ${choice[2] + 1}`];
    return [nameOf(choice[0]), nameOf(choice[1])];
  }

  /** Of the data's whole spread, what lies along each principal direction that can be an axis. */
  shares(): number[] {
    const found = this.principal.value;
    return found?.variance.map((one) => one / found.total) ?? [];
  }

  private planeOf(choice: PlaneChoice): Plane | null {
    if (isProjection(choice)) return null;
    if (choice[0] !== "principal") return latentPlane(this.model.latentDim, choice[0], choice[1] as number);
    const found = this.principal.value;
    if (!found) return null;
    const [, i, j] = choice;
    const { mean, directions } = found;
    const first = directions[i];
    const second = directions[j!];
    return first && second ? { origin: mean, directions: [first, second] } : null;
  }

  /** The Gaussian whose quantiles an axis may be spaced by: the prior where there is one, else one fitted to the data. */
  private scalesOf(choice: PlaneChoice, spacing: Spacing): [AxisScale, AxisScale] {
    if (isProjection(choice)) return [linear(), linear()];
    if (choice[0] !== "principal") {
      const { latents, stochastic } = this.model;
      return (choice as number[]).map((index) => {
        const { mean, std } = latents[index]!;
        return stochastic ? { spacing, mean: 0, std: 1 } : { spacing, mean, std };
      }) as [AxisScale, AxisScale];
    }
    const variance = this.principal.value?.variance;
    return [choice[1], choice[2]!].map((i) => ({ spacing, mean: 0, std: Math.sqrt(variance?.[i] ?? 1) })) as [AxisScale, AxisScale];
  }
}

function unit(): AxisWindow {
  return { low: 0, high: 1 };
}

function linear(): AxisScale {
  return { spacing: "linear", mean: 0, std: 1 };
}

function thinned(path: Point[], atMost: number): Point[] {
  if (path.length <= atMost) return path;
  return Array.from({ length: atMost }, (_, i) => path[Math.round((i * (path.length - 1)) / (atMost - 1))]!);
}

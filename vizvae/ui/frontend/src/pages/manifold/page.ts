/** The manifold page of one visitor: the explorer, its map, and perhaps a second model's map beside it. */

import { effect, signal, untracked, type Signal } from "@preact/signals";
import { App, type Follower } from "../../parts/explorer/app";
import type { ModelData } from "../../parts/explorer/contract";
import { imageTitle } from "../../parts/explorer/resources";
import { counted, formatLatent } from "../../parts/latent/numbers";
import { pointOn } from "../../parts/latent/plane";
import { Engine } from "../../parts/runtime/engine";
import type { Told } from "../../hosts/host";
import type { ManifoldData, ManifoldSaid, PlaneChoice } from "./contract";
import { isProjection } from "./planes";
import { lastMap, rememberMap } from "./last_map";
import { Lattice } from "./lattice";
import { MapState, type Hover, type Mark, type Mode, type Point } from "./map_state";
import { MapReports, type Stands } from "./map_reports";
import { Projections } from "./projections";
import { Twin } from "./twin";

const LINK_ROUNDING = 2e-3;

export class ManifoldPage {
  readonly app: App;
  readonly engine = new Engine();
  readonly lattice = new Lattice(this.engine);
  readonly map: Signal<MapState>;
  readonly twin = signal<Twin | null>(null);
  readonly twins: Signal<ModelData[]>;
  readonly projections: Projections;
  /** Of a projection made backwards: the latent found, and how far it is from the data. */
  readonly approximate = signal<{ z: Float32Array; distance: number } | null>(null);

  /** While the lasso is drawn. */
  readonly lasso = signal<Point[]>([]);
  /** An interpolation or a direction, as a line on the map. */
  readonly line = signal<Point[] | null>(null);
  /** Where the film being played is. */
  readonly playing = signal<Point | null>(null);
  /** Where the point was when the path became a film. */
  readonly filmedThrough = signal<Float32Array | null>(null);
  /** Which panel is open. */
  readonly panel = signal("path");
  /** Grows when a path has been drawn to its end. */
  readonly pathsDrawn = signal(0);

  private restoreId: string;
  private digest: string;
  private readonly reports = new MapReports(() => this.stands());
  private openSliders: () => void = () => {};
  private readonly stop: (() => void)[] = [];

  constructor(data: ManifoldData) {
    const follower: Follower = this.lattice;
    this.engine.onPart = (part) => {
      this.lattice.take(part);
      this.twin.peek()?.lattice.take(part);
    };
    this.app = new App(data, this.engine, follower);
    this.restoreId = data.restoreId;
    this.digest = data.model.digest;
    this.projections = new Projections(this.app, data);
    const again = lastMap(data);
    this.map = signal(new MapState(data.model, again?.map.settings() ?? data.map, this.app.live.reference));
    if (again) {
      this.map.peek().goOn(again.map);
      this.projections.parameters.value = again.projections.parameters.peek();
    }
    this.remember();
    this.twins = signal(data.twins);
    this.stop.push(
      effect(() => {
        const map = this.map.value;
        const plane = map.plane.value;
        const wanted = plane && (map.show.value.includes("lattice") || map.show.value.length === 0);
        const frame = wanted ? { plane, scales: map.scales.value, windows: map.windows.value, size: map.size.value } : null;
        untracked(() => this.lattice.look(frame));
      }),
      this.reports.follow(),
      effect(() => this.projections.follow(this.map.value)),
      effect(() => this.preview(this.map.value.hover.value)),
      effect(() => this.twin.value?.follow(this.map.value, this.hereAsHover())),
    );
  }

  update({ data, report, request }: Told<ManifoldData, ManifoldSaid>): void {
    this.reports.send = (stands) => report("map", { model: this.map.peek().model.name, ...stands, restoreId: this.restoreId });
    this.openSliders = () => request("open", "sliders");
    if (data.restoreId === this.restoreId && data.model.digest === this.digest) return;
    this.restoreId = data.restoreId;
    this.digest = data.model.digest;
    this.map.peek().dispose();
    this.closeTwin();
    this.approximate.value = null;
    this.filmedThrough.value = null;
    this.twins.value = data.twins;
    this.projections.update(data);
    this.reports.beginAnew();
    this.map.value = new MapState(data.model, data.map, this.app.live.reference);
    this.remember();
  }

  dispose(): void {
    this.stop.forEach((stop) => stop());
    this.map.peek().dispose();
    this.closeTwin();
  }

  openInSliders(): void {
    this.openSliders();
  }

  /** z under a place of the map: the data image there, or the point of the plane; null where a projection has nothing. */
  zAt({ x, y, index }: Hover): Float32Array | null {
    const map = this.map.peek();
    const reference = map.reference.peek();
    if (index !== null && reference) return rowOf(reference.mu, index, map.model.latentDim);
    const plane = map.plane.peek();
    return plane && pointOn(plane, this.app.workspace.peek().currentZ(), x, y);
  }

  /** A click: go there and pin it. */
  async choose(hover: Hover): Promise<void> {
    const map = this.map.peek();
    const z = this.zAt(hover);
    if (!z) return this.projections.invert(map, hover, (found, distance) => this.takeInverse(found, distance));
    map.hover.value = null;
    this.approximate.value = null;
    const title = hover.index === null ? this.titleOf(hover) : imageTitle(map.model, hover.index);
    map.pin(z, title);
    if (hover.index === null) this.app.workspace.peek().go({ z, origin: `Point at ${title}` });
    else await this.app.actions.chooseImage(hover.index);
  }

  /** Where the present point is to be marked. */
  hereOnMap(): Mark | null {
    const here = this.here();
    return here && this.map.value.mark(here.z, here.index);
  }

  /** The present point as if the pointer were there. */
  private hereAsHover(): Hover | null {
    const [here, mark] = [this.here(), this.hereOnMap()];
    return here && mark && { x: mark.at[0], y: mark.at[1], index: here.index };
  }

  /** `index`: of the data image whose posterior mean it is. Null while another model is being opened. */
  private here(): { z: Float32Array; index: number | null } | null {
    const workspace = this.app.workspace.value;
    if (workspace.model !== this.map.value.model) return null;
    const z = Float32Array.from(workspace.z, ({ value }) => value);
    const input = workspace.input.value;
    const isMean = input?.spec.kind === "data" && input.posterior.mu.every((value, i) => Math.abs(value - z[i]!) < LINK_ROUNDING);
    return { z, index: isMean && input.spec.kind === "data" ? input.spec.index : null };
  }

  /** Only these data images count now; their mean is a point of the latent space whatever the map shows. */
  select(indices: number[]): void {
    this.mark(indices);
    this.goToMean();
  }

  /** Likewise, and z stays. None: all count. */
  mark(indices: number[]): void {
    this.map.peek().selection.value = indices.length ? indices : null;
    if (indices.length) this.panel.value = "selection";
  }

  goToMean(): void {
    const mean = this.map.peek().selectionMean.peek();
    if (mean) this.go(mean, `Mean of ${counted(this.map.peek().selection.peek()!.length, "selected image")}`);
  }

  /** What the pointer does; the panel that shows what comes of it opens with it. */
  chooseMode(mode: Mode): void {
    this.map.peek().mode.value = mode;
    if (mode === "path") this.panel.value = "path";
    if (mode === "lasso") this.panel.value = "selection";
  }

  choosePlane(choice: PlaneChoice): void {
    const map = this.map.peek();
    map.choosePlane(choice);
    this.approximate.value = null;
    if (isProjection(choice) && map.mode.peek() === "path") map.mode.value = "look";
  }

  /** `before`: stays, with its film, where the new path is none. */
  pathDrawn(before: Point[]): void {
    const map = this.map.peek();
    if (map.path.value.length > 1) {
      map.mode.value = "look";
      this.pathsDrawn.value++;
      return;
    }
    map.path.value = before;
    this.app.messages.info("A path needs more than one point: press, move and let go.");
  }

  nameOf(latent: number): string {
    return this.app.workspace.value.nameOf(latent);
  }

  titleOf({ x, y }: Hover): string {
    const [first, second] = this.map.peek().axisNames((latent) => this.nameOf(latent));
    return `${first} ${formatLatent(x)}, ${second} ${formatLatent(y)}`;
  }

  go(z: Float32Array, origin: string): void {
    this.app.live.preview.value = null;
    this.app.workspace.peek().go({ z, origin });
  }

  async openTwin(model: ModelData): Promise<void> {
    this.closeTwin();
    const twin = new Twin(model, this.engine);
    this.twin.value = twin;
    try {
      await twin.open();
    } catch (error) {
      this.app.messages.error(`${model.title} cannot be shown beside: ${error instanceof Error ? error.message : String(error)}.`);
      this.closeTwin();
    }
  }

  closeTwin(): void {
    this.twin.peek()?.close();
    this.twin.value = null;
  }

  private remember(): void {
    rememberMap({ restoreId: this.restoreId, map: this.map.peek(), projections: this.projections });
  }

  private takeInverse(z: Float32Array, distance: number): void {
    this.approximate.value = { z, distance };
    this.map.peek().pin(z, "found by UMAP, approximate");
    this.go(z, `Found by UMAP's inverse transform, approximate: ${distance.toFixed(2)} standard deviations from the nearest data image`);
  }

  private preview(hover: Hover | null): void {
    if (!hover) {
      if (this.app.live.preview.peek()) this.app.live.preview.value = null;
      return;
    }
    const z = this.zAt(hover);
    const label = hover.index === null ? this.titleOf(hover) : imageTitle(this.map.peek().model, hover.index);
    this.app.live.preview.value = z && { z, label }; // a projection has nothing between its points
  }

  private stands(): Stands {
    const map = this.map.value;
    const projection = isProjection(map.choice.value) ? this.projections.parameters.value : null;
    const through = Array.from(this.filmedThrough.value ?? [], (value) => Math.round(value * 1e4) / 1e4);
    return { settings: map.settings(), selection: map.selection.value ?? [], through, projection };
  }
}

export function rowOf(points: Float32Array, index: number, latentDim: number): Float32Array {
  return points.slice(index * latentDim, (index + 1) * latentDim);
}


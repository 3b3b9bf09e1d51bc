/** Projections of more than two latents are computed on the server, in the background: asked for again and again until they are there. */

import { signal, type Signal } from "@preact/signals";
import type { App } from "../../parts/explorer/app";
import { reason } from "../../parts/explorer/actions";
import type { Remedy } from "../../parts/widgets/messages";
import { withdraw } from "../../parts/runtime/fetching";
import { askUntilThere, type Progress } from "../../parts/http/progress/polling";
import type { ManifoldData, ProjectionMethod, ProjectionParameters } from "./contract";
import type { Hover, MapState } from "./map_state";
import { isProjection } from "./planes";

export class Projections {
  readonly parameters = signal<ProjectionParameters>({ num_points: 5000, seed: 0, num_neighbours: 15, min_dist: 0.1, perplexity: 30 });
  readonly progress = signal<Progress | null>(null);
  /** Those that can be had, with these parameters, where nobody computes others; null: any. */
  readonly kept: Signal<ProjectionMethod[] | null>;
  private url: string;
  private turn = 0;
  private inverses = 0;
  /** Whether the map that is wanted is still on its way: what is shown is another, or nothing. */
  private arriving = false;

  constructor(
    private readonly app: App,
    { projectionUrl, keptProjections }: ManifoldData,
  ) {
    this.url = projectionUrl;
    this.kept = signal(keptProjections);
  }

  update({ projectionUrl, keptProjections }: ManifoldData): void {
    this.url = projectionUrl;
    this.kept.value = keptProjections;
  }

  /** Fetches what the map shows now; the picture before it stays until then. Tracks the map's plane and the parameters. */
  follow(map: MapState): void {
    const choice = map.choice.value;
    const parameters = this.parameters.value;
    const turn = ++this.turn;
    this.progress.value = null;
    this.arriving = false;
    if (isProjection(choice)) void this.fetch(map, choice, parameters, turn);
  }

  cancel(map: MapState): void {
    const choice = map.choice.peek();
    this.turn++;
    this.progress.value = null;
    if (isProjection(choice)) withdraw(this.address(choice, this.parameters.peek()));
    this.arriving = false;
    this.app.messages.info("The projection was stopped.", this.again(map));
  }

  /** The latent vector under a place of a UMAP, approximate. */
  async invert(map: MapState, { x, y }: Hover, take: (z: Float32Array, distance: number) => void): Promise<void> {
    const choice = map.choice.peek();
    if (choice !== "umap") {
      this.app.messages.info("t-SNE has no way back from the map into the latent space: choose a data point, or a UMAP.");
      return;
    }
    if (this.kept.peek()) {
      this.app.messages.info("To trace a place of a UMAP back takes a server, and there is none here: choose a data point.");
      return;
    }
    if (this.arriving) {
      this.app.messages.info("The UMAP is still being made: when it is there, its places can be traced back.");
      return;
    }
    const [turn, inverse] = [this.turn, ++this.inverses];
    const address = this.address(choice, this.parameters.peek(), "/inverse");
    try {
      const bytes = await this.ask(address, () => turn === this.turn && inverse === this.inverses, { body: Float32Array.of(x, y).buffer });
      if (!bytes) return;
      const values = new Float32Array(bytes);
      take(values.slice(0, map.model.latentDim), values[map.model.latentDim]!);
    } catch (error) {
      this.app.messages.error(`This place could not be traced back: ${reason(error)}.`);
    }
  }

  private async fetch(map: MapState, method: ProjectionMethod, parameters: ProjectionParameters, turn: number): Promise<void> {
    this.arriving = true;
    try {
      const bytes = await this.ask(this.kept.peek() ? `${this.url}?method=${method}` : this.address(method, parameters), () => turn === this.turn);
      if (bytes) map.projected.value = new Float32Array(bytes);
    } catch (error) {
      if (turn === this.turn) this.app.messages.error(`The projection could not be had: ${reason(error)}.`, this.again(map));
    } finally {
      if (turn === this.turn) this.arriving = false;
    }
  }

  /** The list box stands at it already, and choosing the same once more says nothing to it. */
  private again(map: MapState): Remedy {
    return { label: "Start again", run: () => this.follow(map) };
  }

  /** Null when something else was asked for meanwhile. */
  private ask(address: string, isCurrent: () => boolean, request?: RequestInit): Promise<ArrayBuffer | null> {
    return askUntilThere(
      address,
      isCurrent,
      (progress) => (this.progress.value = progress),
      { method: "POST", ...request },
    );
  }

  private address(method: ProjectionMethod, parameters: ProjectionParameters, what = ""): string {
    const query = new URLSearchParams({ method, ...Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)])) });
    return `${this.url}${what}?${query}`;
  }
}

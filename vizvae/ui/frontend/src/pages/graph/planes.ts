/** How codes of many latents are shown on a picture: two of the latents, their principal directions, or a UMAP from the server. */

import { computed, signal } from "@preact/signals";
import { latentPlane, principalDirections, type Plane } from "../../parts/latent/plane";
import { withdraw } from "../../parts/runtime/fetching";
import { askUntilThere, type Progress } from "../../parts/http/progress/polling";
import type { Bundle } from "./bundle";
import type { GraphModel } from "./contract";

export type PlaneChoice = { method: "latents"; axes: readonly [number, number] } | { method: "pca" } | ({ method: "umap" } & UmapParameters);

export interface UmapParameters {
  num_neighbours: number;
  min_dist: number;
  seed: number;
}

export const UMAP_DEFAULTS: UmapParameters = { num_neighbours: 15, min_dist: 0.1, seed: 0 };
const PCA: PlaneChoice = { method: "pca" };

/** In the link: `pca`, `latents_3_7`, `umap_15_0.1_0`. The server has checked it. */
export function readPlane(text: string | undefined): PlaneChoice {
  const [method, ...numbers] = (text ?? "pca").split("_");
  const [a, b, c] = numbers.map(Number);
  if (method === "latents") return { method, axes: [a!, b!] };
  return method === "umap" ? { method, num_neighbours: a!, min_dist: b!, seed: c! } : PCA;
}

export function writePlane(choice: PlaneChoice): string {
  if (choice.method === "latents") return ["latents", ...choice.axes].join("_");
  return choice.method === "pca" ? "pca" : ["umap", choice.num_neighbours, choice.min_dist, choice.seed].join("_");
}

/** The latents with what each carries, most first: its KL in nats, mean over nodes, or the standard deviation of a deterministic code. */
export function rankedLatents(bundle: Bundle): { index: number; carries: number }[] {
  const carries = bundle.uncertainty?.latentKl ?? spreadPerLatent(bundle);
  return Array.from(carries, (value, index) => ({ index, carries: value })).sort((a, b) => b.carries - a.carries);
}

function spreadPerLatent({ mu, latentDim }: Bundle): Float64Array {
  const count = mu.length / latentDim;
  const [sums, squares] = [new Float64Array(latentDim), new Float64Array(latentDim)];
  mu.forEach((value, i) => {
    sums[i % latentDim]! += value;
    squares[i % latentDim]! += value * value;
  });
  return sums.map((sum, k) => Math.sqrt(Math.max(0, squares[k]! / count - (sum / count) ** 2)));
}

/** `shares`: of the spread along each direction, where it is the widest. */
export function planeOf({ latentDim, mu }: Bundle, choice: PlaneChoice): Plane & { shares: number[] | null } {
  if (latentDim === 2) return { ...latentPlane(2, 0, 1), shares: null };
  if (choice.method === "latents" && Math.max(...choice.axes) < latentDim) return { ...latentPlane(latentDim, ...choice.axes), shares: null };
  const { mean, directions, variance, total } = principalDirections(mu, latentDim, 2);
  return { origin: mean, directions: [directions[0]!, directions[1]!], shares: variance.map((one) => one / total) };
}

export class Planes {
  readonly choice = signal<PlaneChoice>(PCA);
  readonly progress = signal<Progress | null>(null);
  private readonly flat = signal<PlaneChoice>(PCA);
  private readonly umap = signal<{ source: string; choice: PlaneChoice; points: Float32Array } | null>(null);
  private readonly source = signal("");
  private turn = 0;
  private address = "";

  /** What is on the screen: the choice, or, while its map is computed, what was there before. */
  readonly shown = computed<{ choice: PlaneChoice; points: Float32Array | null }>(() => {
    const [choice, umap] = [this.choice.value, this.umap.value];
    if (choice.method !== "umap") return { choice, points: null };
    return umap?.source === this.source.value ? umap : { choice: this.flat.value, points: null };
  });

  choose(choice: PlaneChoice): void {
    this.choice.value = choice;
    if (choice.method !== "umap") this.flat.value = choice;
  }

  /** Fetches the UMAP that is wanted; tracks the choice. `failed` hears why not. */
  follow(model: GraphModel, leaked: boolean, failed: (reason: unknown) => void): void {
    const choice = this.choice.value;
    const source = `${model.digest} ${leaked}`;
    const turn = ++this.turn;
    this.source.value = source;
    this.progress.value = null;
    if (choice.method !== "umap" || model.latentDim === 2 || model.projectionUrl === null) return;
    const { num_neighbours, min_dist, seed } = choice;
    const query = Object.entries({ num_neighbours, min_dist, seed, ...(leaked && { leaked: 1 }) }).map(([name, value]) => `${name}=${value}`);
    this.address = `${model.projectionUrl}?${query.join("&")}`;
    askUntilThere(
      this.address,
      () => turn === this.turn,
      (progress) => (this.progress.value = progress),
      { method: "POST" },
    )
      .then((bytes) => {
        if (bytes) this.umap.value = { source, choice, points: new Float32Array(bytes) };
      })
      .catch((error: unknown) => turn === this.turn && failed(error));
  }

  /** Asks no more. */
  stop(): void {
    this.turn++;
  }

  /** Back to what was shown before. */
  cancel(): void {
    this.turn++;
    this.progress.value = null;
    withdraw(this.address);
    this.choice.value = this.shown.peek().choice;
  }
}

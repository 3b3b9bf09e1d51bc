/** The images one can reach from a point by moving a single factor, and what the model makes of each: all that a drag needs. */

import { fetchBytes } from "../../parts/runtime/fetching";
import { Recent } from "../../parts/runtime/recent";
import { parseSafetensors } from "../../parts/runtime/safetensors";
import type { FactorModel } from "./contract";

export class Neighbourhood {
  private readonly starts: number[];
  private readonly pixels: number;

  /** A row for every value of the first factor with the others as in `centre`, then of the second, and so on. */
  constructor(
    readonly centre: readonly number[],
    readonly sizes: readonly number[],
    private readonly latentDim: number,
    private readonly images: Uint8Array,
    private readonly mu: Float32Array,
    private readonly logvar: Float32Array | null,
  ) {
    this.starts = sizes.map((_, factor) => sizes.slice(0, factor).reduce((sum, size) => sum + size, 0));
    const rows = sizes.reduce((sum, size) => sum + size, 0);
    if (mu.length !== rows * latentDim || images.length % rows) throw new Error(`expected the encodings of ${rows} images, got ${mu.length / latentDim}`);
    this.pixels = images.length / rows;
  }

  /** Null where more than one factor has moved away from the centre: that image is not here. */
  rowOf(at: readonly number[]): number | null {
    let moved = 0;
    for (let factor = 0, count = 0; factor < at.length; factor++)
      if (at[factor] !== this.centre[factor]) {
        if (++count > 1) return null;
        moved = factor;
      }
    return this.rowAlong(moved, at[moved]!);
  }

  /** Of the centre with another value of `factor`. */
  rowAlong(factor: number, value: number): number {
    return this.starts[factor]! + value;
  }

  /** Bytes, (channel, height, width). */
  image(row: number): Uint8Array {
    return this.images.subarray(row * this.pixels, (row + 1) * this.pixels);
  }

  code(row: number): Float32Array {
    return this.mu.subarray(row * this.latentDim, (row + 1) * this.latentDim);
  }

  /** Standard deviations of the posterior. */
  spread(row: number): Float32Array | null {
    return this.logvar && this.logvar.subarray(row * this.latentDim, (row + 1) * this.latentDim).map((logvar) => Math.exp(logvar / 2));
  }

  /** mu of one latent at every value of a factor. */
  trace(factor: number, latent: number): Float32Array {
    return Float32Array.from({ length: this.sizes[factor]! }, (_, value) => this.mu[this.rowAlong(factor, value) * this.latentDim + latent]!);
  }
}

const KEPT = 24;

/** Fetched once for each point. */
export class Neighbourhoods {
  private readonly kept = new Recent<Neighbourhood>(KEPT);

  constructor(private readonly model: FactorModel) {}

  at(point: readonly number[]): Promise<Neighbourhood> {
    const key = point.join(",");
    return this.kept.get(key, async () => {
      const arrays = parseSafetensors(await fetchBytes(`${this.model.neighbourhoodUrl}?at=${key}`, "the images around this one"));
      const sizes = this.model.dataset.factors.map(({ values }) => values.length);
      const [images, mu, logvar] = [arrays["images"]?.values, arrays["mu"]?.values, arrays["logvar"]?.values ?? null];
      if (!(images instanceof Uint8Array) || !(mu instanceof Float32Array) || !(logvar === null || logvar instanceof Float32Array))
        throw new Error(`expected images, mu and logvar from the server, got ${Object.keys(arrays).join(", ")}`);
      return new Neighbourhood([...point], sizes, this.model.latentDim, images, mu, logvar);
    });
  }
}

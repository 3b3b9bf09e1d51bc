/** One model of the page, live: what it draws, and what it makes of the image that goes through all of them. */

import { computed, signal, type Signal } from "@preact/signals";
import { Decoder } from "../../parts/runtime/decoder";
import { Encoder } from "../../parts/runtime/encoder";
import { fetchBytes, fetchFloats } from "../../parts/runtime/fetching";
import { latestOnly } from "../../parts/runtime/latest";
import type { ModelFacts } from "./contract";

/** What is asked of every model alike. Images of pixels in [0, 1]. */
export interface Wanted {
  seed: number;
  from: Float32Array;
  to: Float32Array;
  /** 0 at `from`, 1 at `to`. */
  at: number;
}

/** (image, 2) and the class of each. */
export interface LatentMap {
  xy: Float32Array;
  labels: Float32Array;
}

export interface Networks {
  decoder: Decoder;
  encoder: Encoder | null;
}

export class ModelColumn {
  /** (numDraws, pixels) */
  readonly draws: Signal<Float32Array | null> = signal(null);
  readonly reconstruction: Signal<Float32Array | null> = signal(null);
  readonly between: Signal<Float32Array | null> = signal(null);
  readonly map: Signal<LatentMap | null> = signal(null);
  private readonly problems = { images: signal<string | null>(null), map: signal<string | null>(null) };
  /** A sentence while something of it failed; what is shown stays. */
  readonly problem = computed(() => this.problems.images.value ?? this.problems.map.value);
  readonly ask: (wanted: Wanted) => void;
  private networks: Promise<Networks> | null = null;
  private drawn: { seed: number; z: Float32Array } | null = null;
  private shownSeed: number | null = null;
  private codes = new Map<Float32Array, Float32Array>();

  constructor(
    readonly facts: ModelFacts,
    private readonly numDraws: number,
  ) {
    this.ask = latestOnly((wanted) => this.guarded("images", () => this.follow(wanted)));
  }

  async fetchMap(): Promise<void> {
    const { encoder } = this.facts;
    if (!encoder || this.map.peek()) return;
    await this.guarded("map", async () => {
      const values = await fetchFloats(encoder.mapUrl, "the map of the latents");
      const count = values.length / 3;
      this.map.value = { xy: values.subarray(0, 2 * count), labels: values.subarray(2 * count) };
    });
  }

  dispose(): void {
    this.networks?.then(
      ({ decoder, encoder }) => {
        decoder.release();
        encoder?.release();
      },
      () => undefined,
    );
  }

  private async follow({ seed, from, to, at }: Wanted): Promise<void> {
    const { pixels, decoder: source, encoder } = this.facts;
    if (pixels) {
      if (this.shownSeed === seed) return;
      const bytes = await fetchBytes(`${pixels.drawsUrl}?seed=${seed}`, "the draws");
      this.draws.value = Float32Array.from(bytes, (byte) => byte / 255);
      this.shownSeed = seed;
      return;
    }
    const { decoder } = await this.open();
    if (this.drawn?.seed !== seed) this.drawn = { seed, z: await fetchFloats(`${source!.latentsUrl}?seed=${seed}`, "the draws of the prior") };
    const latentDim = source!.shape.latentDim;
    const { z } = this.drawn;
    if (encoder) {
      const [here, there] = [await this.code(from), await this.code(to)];
      const { mean } = await decoder.decode(together(here, mixed(here, there, at)));
      const size = mean.length / 2;
      this.reconstruction.value = mean.subarray(0, size);
      this.between.value = mean.subarray(size);
      this.forgetCodes(from, to);
    } else {
      // Without an encoder there is only the way from one of its own draws to another.
      this.between.value = (await decoder.decode(mixed(z.subarray(0, latentDim), z.subarray(latentDim, 2 * latentDim), at))).mean;
    }
    if (this.shownSeed === seed) return;
    this.draws.value = (await decoder.decode(z.subarray(0, this.numDraws * latentDim))).mean;
    this.shownSeed = seed;
  }

  /** Posterior mean. */
  private async code(image: Float32Array): Promise<Float32Array> {
    const known = this.codes.get(image);
    if (known) return known;
    const { mu } = await (await this.open()).encoder!.encode(image);
    this.codes.set(image, mu);
    return mu;
  }

  private forgetCodes(...kept: Float32Array[]): void {
    for (const image of this.codes.keys()) if (!kept.includes(image)) this.codes.delete(image);
  }

  open(): Promise<Networks> {
    this.networks ??= this.fetchNetworks();
    this.networks.catch(() => (this.networks = null)); // the next call tries again
    return this.networks;
  }

  private async fetchNetworks(): Promise<Networks> {
    const { decoder, encoder } = this.facts;
    const { channels, height, width } = decoder!.shape;
    const [decodes, encodes] = await Promise.all([fetchBytes(decoder!.url, "the decoder"), encoder ? fetchBytes(encoder.url, "the encoder") : null]);
    return { decoder: await Decoder.open(decodes, decoder!.shape), encoder: encodes && (await Encoder.open(encodes, [channels, height, width])) };
  }

  /** What goes well says nothing of the other part. */
  private async guarded(part: keyof typeof this.problems, work: () => Promise<void>): Promise<void> {
    const problem = this.problems[part];
    try {
      await work();
      problem.value = null;
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    }
  }
}

/** In latents: on the straight line between two codes. */
export function mixed(a: Float32Array, b: Float32Array, at: number): Float32Array {
  return a.map((value, i) => (1 - at) * value + at * b[i]!);
}

function together(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

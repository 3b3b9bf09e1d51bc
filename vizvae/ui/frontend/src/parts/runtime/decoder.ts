/** A decoder: latents to pixel likelihoods. */

import type { PixelLikelihood } from "../latent/likelihood";
import { openSession, run, type Session } from "./ort";

export interface ModelShape {
  latentDim: number;
  channels: number;
  height: number;
  width: number;
  /** `unknown`: of a model from elsewhere, whose decoder gives mean pixels alone. */
  likelihood: PixelLikelihood["kind"];
}

/** Beyond this there is a frame without a new image. */
export const FRAME_MS = 1000 / 60;
const MOST_TRIALS = 3;

export interface Decodes {
  readonly shape: ModelShape;
  /** Elsewhere than here, the next image can be decoded while one is painted. `server`: the browser cannot. */
  readonly where: "here" | "worker" | "server";
  /** Of one on the server: what the browser's runtime lacks, in words; null where it does not say. */
  readonly lacks?: string | null;
  /** What one image takes on this machine. */
  readonly msPerImage: number;
  /** `z`: (count, latentDim) one after another; the answer holds (count, pixels) likewise. */
  decode(z: Float32Array): Promise<PixelLikelihood>;
}

/** What a decoder of each kind answers with, in this order: those of likelihoods.py. */
export const OUTPUTS = {
  bernoulli: ["mean", "logits"],
  gaussian: ["mean", "logvar"],
  logistic: ["mean", "location", "log_scale"],
  unknown: ["mean"],
} as const satisfies Record<PixelLikelihood["kind"], readonly string[]>;

export function likelihoodOf(kind: PixelLikelihood["kind"], output: (name: string) => Float32Array): PixelLikelihood {
  return Object.fromEntries([["kind", kind], ...OUTPUTS[kind].map((name) => [name, output(name)])]) as PixelLikelihood;
}

/** Runs in this thread. */
export class Decoder implements Decodes {
  readonly where = "here";
  msPerImage = Infinity;

  private constructor(
    readonly shape: ModelShape,
    private readonly session: Session,
  ) {}

  static async open(bytes: Uint8Array, shape: ModelShape): Promise<Decoder> {
    const decoder = new Decoder(shape, await openSession(bytes));
    const z = new Float32Array(shape.latentDim);
    await decoder.decode(z); // finds a wrong file here, and makes the first live decode a warm one
    for (let trial = 0; trial < MOST_TRIALS && decoder.msPerImage > FRAME_MS; trial++) {
      const began = performance.now();
      await decoder.decode(z);
      decoder.msPerImage = Math.min(decoder.msPerImage, performance.now() - began);
    }
    return decoder;
  }

  async decode(z: Float32Array): Promise<PixelLikelihood> {
    const { latentDim, channels, height, width, likelihood } = this.shape;
    const count = z.length / latentDim;
    const outputs = await run(this.session, "z", z, [count, latentDim]);
    const pixels = count * channels * height * width;
    return likelihoodOf(likelihood, (name) => {
      const values = outputs[name];
      if (values?.length !== pixels)
        throw new Error(
          `the decoder file does not fit the model: expected ${pixels} numbers called "${name}", got ${values?.length ?? Object.keys(outputs).join(", ")}`,
        );
      return values;
    });
  }

  release(): void {
    void this.session.release();
  }
}

/** The data behind a model, fetched once after the first live image: pictures to start from, and where their latents lie. */

import { neighbourhood, type Neighbourhood } from "../latent/density";
import { kl } from "../latent/gaussian";
import { fetchBytes } from "../runtime/fetching";
import { Recent } from "../runtime/recent";
import { DataImages } from "./data_images";
import type { InputSpec, LatentFacts, ModelData } from "./contract";

/** What has to be known of a model to read its codes of the data. */
export interface CodesSource extends Pick<ModelData, "latentDim" | "stochastic"> {
  latents: readonly Pick<LatentFacts, "std">[];
  reference: Pick<ModelData["reference"], "url" | "count" | "dims">;
}

/** Likewise of the images. */
export interface ImagesSource extends Pick<ModelData, "image"> {
  data: Pick<ModelData["data"], "imagesUrl" | "count">;
}

export interface Reference {
  /** Posterior means of the images, (count, latentDim). */
  mu: Float32Array;
  /** The same, for finding the nearest image, and for the density of means. */
  means: Neighbourhood;
  /** One posterior draw an image: a sample of the aggregate posterior, for the density of draws. */
  draws: Neighbourhood;
  /** log σ² of the posteriors, (count, latentDim); null for deterministic codes. */
  logvar: Float32Array | null;
  /** Per image, nats: KL of its posterior (NaN for a deterministic code), and −log p(x|z) at its draw. */
  kl: Float32Array;
  reconNll: Float32Array;
}

const references = new Recent<Reference>(3);
const images = new Recent<DataImages>(3);
/** Of a large set: enough to know that they can be fetched. */
const FIRST = 1;

export function loadReference(model: CodesSource): Promise<Reference> {
  const { url, count, dims } = model.reference;
  return references.get(url, async () => {
    const bytes = await fetchBytes(url, "the reference latents");
    const numbers = count * model.latentDim;
    const expected = 4 * (3 * numbers + count);
    if (bytes.length !== expected) throw new Error(`the reference latents have ${bytes.length} bytes, expected ${expected}`);
    const mu = new Float32Array(bytes.buffer, 0, numbers);
    const z = new Float32Array(bytes.buffer, 4 * numbers, numbers);
    const stds = model.latents.map((latent) => latent.std);
    const logvar = model.stochastic ? new Float32Array(bytes.buffer, 8 * numbers, numbers) : null;
    const reconNll = new Float32Array(bytes.buffer, 12 * numbers, count);
    const kls = Float32Array.from({ length: count }, (_, i) => {
      const row = (values: Float32Array) => values.subarray(i * model.latentDim, (i + 1) * model.latentDim);
      return logvar ? kl({ mu: row(mu), logvar: row(logvar) }) : NaN;
    });
    return { kl: kls, logvar, reconNll, mu, means: neighbourhood(mu, model.latentDim, dims, stds), draws: neighbourhood(z, model.latentDim, dims, stds) };
  });
}

/** With the first of them there. */
export function loadImages({ data: { imagesUrl, count }, image: { channels, height, width } }: ImagesSource): Promise<DataImages> {
  return images.get(imagesUrl, async () => {
    const opened = new DataImages(imagesUrl, count, channels * height * width);
    await opened.load(Array.from({ length: Math.min(FIRST, count) }, (_, index) => index));
    return opened;
  });
}

export async function loadImage(model: ImagesSource, index: number): Promise<Uint8Array> {
  return (await (await loadImages(model)).load([index]))[0]!;
}

/** An input in words. */
export function titleOf(model: ModelData, spec: InputSpec): string {
  if (spec.kind === "data") return imageTitle(model, spec.index);
  return spec.kind === "drawing" ? "your drawing" : "your picture";
}

export function imageTitle({ data }: ModelData, index: number): string {
  return `image ${index} (class ${data.classNames[data.labels[index]!] ?? "unknown"})`;
}

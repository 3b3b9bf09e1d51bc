/** The data behind a model, fetched once after the first live image: pictures to start from, and where their latents lie. */

import { neighbourhood, type Neighbourhood } from "../latent/density";
import { fetchBytes } from "../runtime/fetching";
import { Recent } from "../runtime/recent";
import type { InputSpec, ModelData } from "./contract";

export interface Reference {
  /** Posterior means of the images, (count, latentDim). */
  mu: Float32Array;
  /** The same, for finding the nearest image. */
  means: Neighbourhood;
  /** One posterior draw an image: a sample of the aggregate posterior, for the density. */
  draws: Neighbourhood;
}

const references = new Recent<Reference>(3);
const images = new Recent<Uint8Array>(3);

export function loadReference(model: ModelData): Promise<Reference> {
  const { url, count, dims } = model.reference;
  return references.get(url, async () => {
    const bytes = await fetchBytes(url, "the reference latents");
    const numbers = count * model.latentDim;
    if (bytes.length !== 8 * numbers) throw new Error(`the reference latents have ${bytes.length} bytes, expected ${8 * numbers}`);
    const mu = new Float32Array(bytes.buffer, 0, numbers);
    const z = new Float32Array(bytes.buffer, 4 * numbers, numbers);
    const stds = model.latents.map((latent) => latent.std);
    return { mu, means: neighbourhood(mu, model.latentDim, dims, stds), draws: neighbourhood(z, model.latentDim, dims, stds) };
  });
}

/** (count, height, width) grey bytes. */
export function loadImages(model: ModelData): Promise<Uint8Array> {
  const { imagesUrl, count } = model.data;
  return images.get(imagesUrl, async () => {
    const bytes = await fetchBytes(imagesUrl, "the data images");
    const expected = count * model.image.height * model.image.width;
    if (bytes.length !== expected) throw new Error(`the data images have ${bytes.length} bytes, expected ${expected}`);
    return bytes;
  });
}

export function imageAt(all: Uint8Array, index: number, { height, width }: ModelData["image"]): Uint8Array {
  return all.subarray(index * height * width, (index + 1) * height * width);
}

/** An input in words. */
export function titleOf(model: ModelData, spec: InputSpec): string {
  if (spec.kind === "data") return imageTitle(model, spec.index);
  return spec.kind === "drawing" ? "your drawing" : "your picture";
}

export function imageTitle({ data }: ModelData, index: number): string {
  return `image ${index} (class ${data.classNames[data.labels[index]!] ?? "unknown"})`;
}

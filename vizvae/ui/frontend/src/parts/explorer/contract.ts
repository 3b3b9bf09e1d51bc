/** What the page's Python side sends, and what it is told. The names follow vizvae. */

import type { Binarisation } from "../latent/binarise";
import type { Framing } from "../latent/framing";
import type { ModelShape } from "../runtime/decoder";
import type { ModelSource } from "../runtime/engine";

export interface LatentFacts {
  index: number;
  /** Mean KL over the data, in nats; null for a deterministic autoencoder. */
  kl: number | null;
  /** Of the aggregate posterior. */
  mean: number;
  std: number;
  active: boolean;
  histogram: { from: number; to: number; counts: number[] };
}

export interface ModelData {
  name: string;
  title: string;
  summary: string;
  digest: string;
  latentDim: number;
  image: { channels: number; height: number; width: number };
  likelihood: ModelShape["likelihood"];
  /** False: a deterministic autoencoder, which has no posterior spread, no KL, no prior and no ELBO. */
  stochastic: boolean;
  /** False: a decoder from elsewhere that came alone. Its images are its own draws, whose codes the server knows; no other can be encoded. */
  hasEncoder: boolean;
  decoderUrl: string;
  /** null: too large for the browser, `encodeUrl` is asked. */
  encoderUrl: string | null;
  encodeUrl: string;
  latents: LatentFacts[];
  namesUrl: string;
  /** At `url`: mu (count, latentDim), then z likewise, one posterior draw an image, then logvar (NaN without one), then recon_nll (count). */
  reference: { url: string; count: number; neighbours: number; dims: number[]; logDensityQuantiles: number[] };
  data: {
    key: string;
    title: string;
    imagesUrl: string;
    count: number;
    labels: number[];
    classNames: string[];
    framing: Framing;
    /** How an image is first made black and white; the server encodes the start in the same way. */
    binarisation: Binarisation;
  };
  /** Python with the placeholder {z}. */
  snippet: string;
}

/** `pixels`: see latent/pixel_text. */
export type InputSpec = { kind: "data"; index: number } | { kind: "drawing" | "upload"; pixels: string };

export interface PageData {
  model: ModelData;
  initial: { z: number[]; input: InputSpec | null; names: Record<string, string> };
  /** Changes when `initial` must be applied. */
  restoreId: string;
  /** data: URL of decode(initial.z). */
  firstImage: string;
  /** base64 bytes: an image of the model's shape (`framed`), or grey, light ink on dark, of any size. */
  upload: null | { id: string; width: number; height: number; framed: boolean; pixels: string };
}

/** Goes into the page's URL. */
export interface View {
  model: string;
  z: number[];
  input: InputSpec | null;
  names: Record<string, string>;
}

export function modelSource(model: ModelData): ModelSource {
  const { digest, image, latentDim, likelihood, stochastic, decoderUrl, encoderUrl, encodeUrl } = model;
  return { key: digest, shape: { latentDim, likelihood, ...image }, stochastic, decoderUrl, encoderUrl, encodeUrl };
}

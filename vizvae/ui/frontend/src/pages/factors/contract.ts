/** What the factors page is told, and what it tells. The names follow vizvae. */

import type parameters from "../../../../factors/parameters.json";
import type { ModelShape } from "../../parts/runtime/decoder";
import type { ModelSource } from "../../parts/runtime/engine";

/** One thing that truly varies, on a grid of values. */
export interface FactorFacts {
  name: string;
  /** False: names of kinds, which have no order. */
  ordered: boolean;
  /** In words, in order of the factor's index. */
  values: string[];
}

export interface FactorLatent {
  index: number;
  /** Mean KL over the data, nats; null for a deterministic autoencoder. */
  kl: number | null;
  /** Of the aggregate posterior, as the two pairs below. */
  mean: number;
  std: number;
  active: boolean;
  quantiles: [low: number, high: number];
  extremes: [low: number, high: number];
}

export interface FactorModel {
  name: string;
  title: string;
  digest: string;
  latentDim: number;
  image: { channels: 1 | 3; height: number; width: number };
  likelihood: ModelShape["likelihood"];
  stochastic: boolean;
  decoderUrl: string;
  encodeUrl: string;
  latents: FactorLatent[];
  namesUrl: string;
  dataset: { key: string; title: string; factors: FactorFacts[] };
  neighbourhoodUrl: string;
  /** GET: the metrics, or 204 for none yet; POST measures them, DELETE stops that. */
  metricsUrl: string;
  pointsUrl: string;
  /** A network that reads the factors from an image; null where there is none for these data. */
  readerUrl: string | null;
}

/** sd-2: two standard deviations of the data to either side of the image's own code. */
export type RangePolicy = keyof typeof parameters.range.options;

export type Cell = readonly [factor: number, latent: number];

export interface FactorPageData {
  model: FactorModel;
  initial: { at: number[]; z: number[] | null; factor: number; range: RangePolicy; metric: string; cell: Cell | null };
  /** Given to latents, by number. */
  names: Record<string, string>;
  /** Changes when `initial` must be applied. */
  restoreId: string;
  /** data: URLs of the true and of the decoded image. */
  firstImages: [string, string];
}

export interface FactorViewReport {
  restoreId: string;
  address: Record<string, string>;
}

export function modelSource({ digest, image, latentDim, likelihood, stochastic, decoderUrl, encodeUrl }: FactorModel): ModelSource {
  return { key: digest, shape: { latentDim, likelihood, ...image }, stochastic, decoderUrl, encoderUrl: null, encodeUrl };
}

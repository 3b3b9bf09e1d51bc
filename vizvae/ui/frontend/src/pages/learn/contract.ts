/** What the page is told and what it says back. The names follow vizvae/ui/learn/session.py. */

import type { CodesSource, ImagesSource } from "../../parts/explorer/resources";
import type { ModelShape } from "../../parts/runtime/decoder";

export interface LearnData {
  /** What of the address can be used; see address.ts. */
  address: Readonly<Record<string, string>>;
  /** Changes when `address` must be followed. */
  restoreId: string;
  /** Lines of `vizvae` that a step shows, by name: read from the source as it is installed. */
  code: Record<string, CodeExcerpt>;
  /** Where to ask for the two terms of a digit, by `?digit=`. */
  terms: { url: string; model: string; numDraws: number };
  /** Likewise of what single draws say of log p(x). */
  likelihood: { url: string; model: string; numDraws: number };
  /** Where to ask for an `AutoencoderAnswer`. */
  autoencoder: { url: string };
  /** Where to ask for a `GenerationAnswer`. */
  generation: { url: string };
  /** For each model: where to train a classifier, by `?labels=&seed=`, and what has been measured. */
  labels: Record<string, { url: string; protocol: string; numDraws: number; curves: LabelCurve[] }>;
  /** As `python -m vizvae compare` has measured. `floor`: the distance between real images. */
  comparison: { models: ComparedModel[]; floor: number | null };
}

/** Two models with two latents each, and the digits that have been encoded. */
export interface AutoencoderAnswer {
  models: Record<"ae" | "vae", PlaneModel>;
  data: ImagesSource["data"] & { labels: number[] };
}

export interface PlaneModel extends CodesSource {
  decoder: DecoderSource;
}

/** What draws images from the prior, and the factors that one latent of the faces follows best, as measured. */
export interface GenerationAnswer {
  models: Record<"digits" | "faces", DecoderSource>;
  followed: FollowedFactor[];
}

/** Null is what a model does not have. Nats an image; the interval is of 95 %. */
export interface ComparedModel {
  model: string;
  title: string;
  nll: number | null;
  nll_interval: readonly [number, number] | null;
  bound: "exact" | "iwae" | "none";
  recon_nll: number | null;
  classifier_frechet: number;
  seconds_per_sample: number;
  num_parameters: number;
  protocol: string;
}

/** Nats: log p(x|z) at draws of the prior, and log p(x, z) − log q(z|x) at draws of the encoder's answer. */
export interface DigitLikelihood {
  pixels: number[];
  label: number;
  prior: number[];
  encoder: number[];
}

/** Nats. `reconNll` and `sampledKl` at each of the same draws of z. */
export interface DigitTerms {
  pixels: number[];
  label: number;
  klPerDim: number[];
  kl: number;
  reconNll: number[];
  sampledKl: number[];
}

export interface CodeExcerpt {
  file: string;
  /** Of the first line. */
  line: number;
  lines: string[];
}

/** Accuracies, 0…1: mean and sd over draws of the labels. */
export interface LabelCurve {
  representation: string;
  classifier: string;
  num_labels: number[];
  accuracy: number[];
  sd: number[];
}

/** A classifier trained for the visitor, and the first digits that it takes for others. */
export interface TrainedOnFew {
  representation: string;
  accuracy: number;
  numTest: number;
  wrong: { pixels: number[]; label: number; said: number }[];
}

export interface DecoderSource {
  name: string;
  digest: string;
  url: string;
  shape: ModelShape;
}

/** `information` in nats; `gap` to the next latent, as a share of the factor's entropy. */
export interface FollowedFactor {
  factor: string;
  latent: number;
  information: number;
  gap: number;
}

/** What the page is told and what it says back. The names follow vizvae/ui/compare/session.py. */

import type { ModelShape } from "../../parts/runtime/decoder";

export interface CompareData {
  /** What of the address can be used; see address.ts. */
  address: Readonly<Record<string, string>>;
  /** Changes when `address` must be followed. */
  restoreId: string;
  models: ModelFacts[];
  /** Fréchet distance between real images; null where nobody has measured it. */
  floor: number | null;
  /** Of the models that differ in β alone, by growing β. */
  family: string[];
  digits: { url: string; labels: number[] };
  numDraws: number;
}

export interface ModelFacts {
  name: string;
  title: string;
  /** In a sentence. */
  what: string;
  /** Whether it is shown with images; the others are points of a chart. */
  column: boolean;
  /** Of one's own: always shown. */
  own?: { command: string; facts: Pick<Figures, "num_parameters" | "training_seconds" | "started_from"> };
  /** Null where nobody has measured it. */
  figures: Figures | null;
  /** These three only of a column. */
  digest?: string;
  command?: string;
  decoder?: { url: string; latentsUrl: string; shape: ModelShape };
  /** Missing where there is none, as of a GAN. */
  encoder?: { url: string; mapUrl: string };
  /** Of a model without latents. */
  pixels?: { config: PixelCnnConfig; weightsUrl: string; drawsUrl: string };
}

export interface PixelCnnConfig {
  channels: number;
  dilations: number[];
  out_channels: number;
  image_shape: [number, number, number];
}

/** See vizvae/rivals/comparison.py. */
export interface Figures {
  nll: number | null;
  nll_interval: [number, number] | null;
  bound: "exact" | "iwae" | "none";
  recon_nll: number | null;
  kl: number | null;
  classifier_frechet: number;
  seconds_per_sample: number;
  seconds_per_batch: number;
  num_parameters: number;
  training_seconds: number;
  started_from: string;
  num_samples: number;
  num_images: number;
  num_draws: number;
  protocol: string;
}

export type FigureKey = "kl" | "recon_nll" | "nll" | "classifier_frechet" | "seconds_per_sample" | "num_parameters" | "training_seconds";

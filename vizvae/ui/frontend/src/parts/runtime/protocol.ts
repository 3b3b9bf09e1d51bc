/** What the page and its worker say to each other. */

import type { PixelLikelihood } from "../latent/likelihood";
import type { ModelShape } from "./decoder";
import type { Encoded } from "./encoder";
import type { RuntimeFiles } from "./inference";

/** Questions that have one answer. `model` names an opened model. */
export interface Requests {
  /** The first of all: what the thread's runtime starts from. */
  begin: { ask: { runtime: RuntimeFiles }; answer: null };
  open: { ask: { model: string; decoder: Uint8Array; shape: ModelShape }; answer: null };
  /** Of a model that would hold up the page's own thread: what follows the pointer goes before the strips. */
  decode: { ask: { model: string; z: Float32Array }; answer: PixelLikelihood };
  openEncoder: { ask: { model: string; encoder: Uint8Array; imageShape: [number, number, number] }; answer: null };
  openReader: { ask: { reader: string; bytes: Uint8Array; imageShape: [number, number, number] }; answer: null };
  /** Logits of the true factors, as seen in `x`. */
  read: { ask: { reader: string; x: Float32Array }; answer: Float32Array };
  encode: { ask: { model: string; x: Float32Array }; answer: Encoded };
  /** recon_nll of `x` under each of the latents z (count, latentDim). */
  score: { ask: { model: string; x: Float32Array; z: Float32Array }; answer: Float32Array };
}
export type RequestKind = keyof Requests;

/** Traversal strips have no single answer: they are drawn as long as they are out of date. */
export interface TraversalRows {
  model: string;
  z: Float32Array;
  /** Values along the latent, per row. */
  values: Record<number, number[]>;
  visible: number[];
  hidden: number[];
  /** Rows with a canvas on which nothing is drawn yet. */
  fresh: number[];
  gap: number;
}

/** Images of many latents, (count, latentDim), in this order; only the newest of these orders is worked on. */
export interface ManyImages {
  model: string;
  ticket: number;
  z: Float32Array;
  /** Images decoded and sent at a time. */
  chunk: number;
}

export type ToWorker =
  | { [K in RequestKind]: { kind: K; id: number } & Requests[K]["ask"] }[RequestKind]
  | ({ kind: "rows" } & TraversalRows)
  /** `isHurried`: the screen does not get its frames. */
  | { kind: "z"; model: string; z: Float32Array; isHurried: boolean }
  | ({ kind: "decodeMany" } & ManyImages);

export type FromWorker =
  | { kind: "answer"; id: number; answer: unknown }
  | { kind: "failure"; id: number; reason: string }
  | Part;

export type Part =
  | { kind: "strip"; model: string; latent: number; rgba: Uint8ClampedArray<ArrayBuffer> }
  /** Grey bytes of the images `first`, `first` + 1, … of the order `ticket`; `last`: all of them are here. */
  | { kind: "images"; ticket: number; first: number; grey: Uint8Array; last: boolean };

/** The second thread: everything that need not be there within the frame. Strips along the latents, posteriors, ELBO draws. */

import { greyBytes, stripPixels } from "../drawing/pixels";
import { reconNll, type PixelLikelihood } from "../latent/likelihood";
import { Decoder, FRAME_MS } from "./decoder";
import { Encoder } from "./encoder";
import type { FromWorker, ManyImages, Requests, ToWorker, TraversalRows } from "./protocol";
import { Reader } from "./reader";
import { Recent } from "./recent";
import { TraversalQueue } from "./traversal_queue";

const KEPT_MODELS = 3;
/** Decoded at a time when scoring: between two chunks the strips and new messages get their turn. */
const SCORE_CHUNK = 16;

const decoders = new Recent<Decoder>(KEPT_MODELS, (decoder) => decoder.release());
const encoders = new Recent<Encoder>(KEPT_MODELS, (encoder) => encoder.release());

const readers = new Recent<Reader>(KEPT_MODELS, (reader) => reader.release());

function send(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

async function decoderOf(model: string): Promise<Decoder> {
  const decoder = await decoders.find(model);
  if (!decoder) throw new Error(`the decoder of ${model} is not open`);
  return decoder;
}

const answers: { [K in keyof Requests]: (ask: Requests[K]["ask"]) => Promise<Requests[K]["answer"]> } = {
  async begin({ runtime }) {
    globalThis.vizvaeInference!.begin(runtime);
    return null;
  },
  async open({ model, decoder, shape }) {
    await decoders.get(model, () => Decoder.open(decoder, shape));
    return null;
  },
  async decode({ model, z }) {
    const decoder = await decoderOf(model);
    followed = model;
    moved(decoder);
    try {
      return await decoder.decode(z);
    } finally {
      moved(decoder); // the next may be asked for already
    }
  },
  async openEncoder({ model, encoder, imageShape }) {
    await encoders.get(model, () => Encoder.open(encoder, imageShape));
    return null;
  },
  async openReader({ reader, bytes, imageShape }) {
    await readers.get(reader, () => Reader.open(bytes, imageShape));
    return null;
  },
  async read({ reader, x }) {
    const open = await readers.find(reader);
    if (!open) throw new Error(`the reader ${reader} is not open`);
    return open.read(x);
  },
  async encode({ model, x }) {
    const encoder = await encoders.find(model);
    if (!encoder) throw new Error(`the encoder of ${model} is not open`);
    return encoder.encode(x);
  },
  async score({ model, x, z }) {
    const decoder = await decoderOf(model);
    const dim = decoder.shape.latentDim;
    const scores = new Float32Array(z.length / dim);
    for (let start = 0; start < scores.length; start += SCORE_CHUNK) {
      const chunk = z.slice(start * dim, (start + SCORE_CHUNK) * dim);
      const decoded = await decoder.decode(chunk);
      for (let row = 0; row < chunk.length / dim; row++) scores[start + row] = reconNll(decoded, x, row);
      await breathe();
    }
    return scores;
  },
};

let queue = new TraversalQueue();
let rows: TraversalRows | null = null;
let drawing = false;

/**
 * While z moves, each move pays for a few strips only, and for none that nobody sees: on two cores the page's own thread and the compositor need the rest, and a page
 * that falls behind sends fewer moves. While its frames are late all the same, as beside a kernel that trains, and of a model whose image takes longer than a frame, or is decoded here for the pointer, no strip is
 * drawn meanwhile. When z rests, all that is out of date is drawn.
 */
const STRIPS_PER_MOVE = 2;
const REST_MS = 50;
/** Where frames are late, moves are, too. */
const HURRIED_REST_MS = 250;
/** Strips out of sight are drawn ahead if they take no longer than this together. */
const AHEAD_MS = 2000;
let allowance = Infinity;
let rest: ReturnType<typeof setTimeout> | undefined;

/** The model whose images for the pointer are decoded here. */
let followed = "";

function isHeavy({ msPerImage }: Decoder): boolean {
  return msPerImage >= FRAME_MS || followed === rows?.model;
}

function moved(decoder: Decoder, isHurried = false): void {
  allowance = isHurried || isHeavy(decoder) ? 0 : STRIPS_PER_MOVE;
  clearTimeout(rest);
  rest = setTimeout(() => {
    allowance = Infinity;
    void drawStrips();
  }, Math.max(isHurried ? HURRIED_REST_MS : REST_MS, 2 * decoder.msPerImage));
}

async function drawStrips(): Promise<void> {
  if (drawing) return;
  drawing = true;
  try {
    while (allowance > 0 && rows) {
      const decoder = await decoderOf(rows.model);
      const next = queue.next(allowance < Infinity || !drawsAhead(rows, decoder));
      if (!next) break;
      allowance--;
      await drawStrip(decoder, rows, next.latent, next.z);
      await breathe();
    }
  } finally {
    drawing = false;
  }
}

function drawsAhead({ hidden, values }: TraversalRows, { msPerImage }: Decoder): boolean {
  const images = hidden.reduce((sum, latent) => sum + values[latent]!.length, 0);
  return images * msPerImage < AHEAD_MS;
}

async function drawStrip(decoder: Decoder, { model, gap, values: along }: TraversalRows, latent: number, z: Float32Array): Promise<void> {
  const values = along[latent]!;
  const traversal = new Float32Array(values.length * z.length);
  values.forEach((value, i) => {
    traversal.set(z, i * z.length);
    traversal[i * z.length + latent] = value;
  });
  const mean = isHeavy(decoder) ? await oneByOne(decoder, traversal) : (await decoder.decode(traversal)).mean;
  if (!mean) return queue.forget([latent]); // z has moved: it is drawn when it rests again
  const { channels, height, width } = decoder.shape;
  const rgba = stripPixels(mean, values.length, height, width, gap, channels);
  send({ kind: "strip", model, latent, rgba }, [rgba.buffer]);
}

/** Means of images that take long, so that what follows the pointer waits for one of them at most; null as soon as z moves. */
async function oneByOne(decoder: Decoder, z: Float32Array): Promise<Float32Array | null> {
  const { latentDim, channels, height, width } = decoder.shape;
  const pixels = channels * height * width;
  const count = z.length / latentDim;
  const mean = new Float32Array(count * pixels);
  for (let i = 0; i < count; i++) {
    mean.set((await decoder.decode(z.slice(i * latentDim, (i + 1) * latentDim))).mean, i * pixels);
    await breathe();
    if (allowance < Infinity) return null;
  }
  return mean;
}

/** Per model, so that two lattices side by side both come to their end. */
const newest = new Map<string, number>();

async function decodeMany({ model, ticket, z, chunk }: ManyImages): Promise<void> {
  newest.set(model, ticket);
  const decoder = await decoderOf(model);
  const dim = decoder.shape.latentDim;
  const count = z.length / dim;
  for (let first = 0; first < count; first += chunk) {
    await breathe();
    if (newest.get(model) !== ticket) return;
    const { mean } = await decoder.decode(z.slice(first * dim, (first + chunk) * dim));
    const grey = greyBytes(mean);
    send({ kind: "images", ticket, first, grey, last: first + chunk >= count }, [grey.buffer]);
  }
}

/** Lets waiting messages in (a timer would wait at least 4 ms). */
const breath = new MessageChannel();
const breathing: (() => void)[] = [];
breath.port1.onmessage = () => breathing.shift()?.();
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    breathing.push(resolve);
    breath.port2.postMessage(null);
  });
}

/** Handed over instead of copied: a large image is a megabyte. */
function pixelsOf(decoded: PixelLikelihood): Transferable[] {
  return Object.values(decoded).flatMap((values) => (values instanceof Float32Array ? [values.buffer as ArrayBuffer] : []));
}

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "rows") {
    if (rows?.model !== data.model) queue = new TraversalQueue();
    rows = data;
    queue.setZ(data.z);
    queue.setRows(data.visible, data.hidden);
    queue.forget(data.fresh);
    await drawStrips();
  } else if (data.kind === "z") {
    if (rows?.model === data.model) {
      queue.setZ(data.z);
      moved(await decoderOf(data.model), data.isHurried);
      await drawStrips();
    }
  } else if (data.kind === "decodeMany") {
    await decodeMany(data);
  } else {
    const { kind, id } = data;
    try {
      const answer = await answers[kind](data as never);
      send({ kind: "answer", id, answer }, kind === "decode" ? pixelsOf(answer as PixelLikelihood) : []);
    } catch (error) {
      send({ kind: "failure", id, reason: error instanceof Error ? error.message : String(error) });
    }
  }
};

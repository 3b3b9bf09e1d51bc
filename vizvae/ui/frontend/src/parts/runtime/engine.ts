/** The models of one page: a decoder in this thread for what follows the pointer, the same decoder and the encoder in the worker for the rest. */

import type { PixelLikelihood } from "../latent/likelihood";
import { Decoder, FRAME_MS, type Decodes, type ModelShape } from "./decoder";
import { encodeOnServer, type Encoded } from "./encoder";
import { lackIn } from "./lacks";
import { decoderOnServer } from "./server_decoder";
import { fetchBytes } from "./fetching";
import { loadRuntime } from "./ort";
import type { ManyImages, Part, TraversalRows } from "./protocol";
import { Pace } from "./pace";
import { Recent } from "./recent";
import { WorkerClient } from "./worker_client";

export interface ModelSource {
  /** Content digest: the same key is the same weights. */
  key: string;
  shape: ModelShape;
  stochastic: boolean;
  /** null: there is no file of it. */
  decoderUrl: string | null;
  encoderUrl: string | null;
  /** null, as of the one below: nobody is there to be asked. */
  encodeUrl: string | null;
  decodeUrl: string | null;
}

const KEPT_MODELS = 3;
/** Half a frame: the other half is for painting. Slower ones decode in the worker, while this thread paints the image before. */
const LONGEST_HERE_MS = FRAME_MS / 2;

/** The decoder's file is here, and the runtime does not take it. */
class NotRunHere extends Error {}

interface Opened {
  decoder: Decoder;
  bytes: Uint8Array;
}

/** What the worker holds of one model. */
interface InWorker {
  key: string;
  worker: Promise<WorkerClient>;
  /** Rejected when the encoder cannot be had here; null when it is too large for the browser. */
  encoder: Promise<WorkerClient> | null;
}

export class Engine {
  private readonly opened = new Recent<Opened>(KEPT_MODELS, ({ decoder }) => decoder.release());
  /** The worker, by the models whose decoders it holds. */
  private readonly there = new Recent<WorkerClient>(KEPT_MODELS);
  private worker: WorkerClient | null = null;
  private readonly pace = new Pace();
  private starting: Promise<WorkerClient> | null = null;
  private closed = false;
  private inWorker: InWorker | null = null;

  /** Called with what the worker draws by and by: strips, cells of a lattice. */
  onPart: (part: Part) => void = () => {};

  /** In this thread; in the worker what would hold it up; on the server what the browser's runtime refuses. */
  async open(source: ModelSource): Promise<Decodes> {
    let here: Opened;
    try {
      here = await this.openHere(source);
    } catch (error) {
      if (!(error instanceof NotRunHere)) throw error; // the file did not come: nor would an answer
      if (source.decodeUrl === null) throw new Error(lackIn(error.message) ? `this browser's runtime lacks ${lackIn(error.message)}` : error.message);
      console.warn("the decoder does not run in this browser, asking the server", error.message);
      return decoderOnServer(source.decodeUrl, source.shape, lackIn(error.message)).catch(() => {
        throw error;
      });
    }
    const { decoder } = here;
    const { shape, msPerImage } = decoder;
    // Asked for at every image: meanwhile other models may have taken its place.
    if (msPerImage <= LONGEST_HERE_MS) return { shape, msPerImage, where: "here", decode: async (z) => (await this.openHere(source)).decoder.decode(z) };
    await this.openDecoderThere(source);
    return { shape, msPerImage, where: "worker", decode: (z) => this.decodeInWorker(source, z) };
  }

  /** (count, latentDim) one after another. */
  async decodeInWorker(source: ModelSource, z: Float32Array): Promise<PixelLikelihood> {
    const worker = await this.openDecoderThere(source);
    return worker.ask("decode", { model: source.key, z });
  }

  /**
   * Starts the worker at the first call: later than `open`, so that the two do not compete for the first live image. Resolves with the
   * decoder; `settled` waits for the encoder, too.
   */
  async openInWorker(source: ModelSource): Promise<{ settled: Promise<unknown> }> {
    const worker = this.openDecoderThere(source);
    const encoder = source.encoderUrl ? this.openEncoderThere(source, source.encoderUrl, worker) : null;
    encoder?.catch(() => undefined); // shows when something is encoded, where the server can help out
    this.inWorker = { key: source.key, worker, encoder };
    await worker;
    return { settled: Promise.allSettled([encoder]) };
  }

  /** In the browser where it can be; if that fails, on the server, so that encoding goes on. */
  async encode(source: ModelSource, x: Float32Array): Promise<Encoded> {
    try {
      const worker = await this.holding(source).encoder;
      if (worker) return await worker.ask("encode", { model: source.key, x });
    } catch (error) {
      if (source.encodeUrl === null) throw error;
      console.warn("encoding in the browser failed, asking the server", error);
    }
    if (source.encodeUrl === null) throw new Error("the model's encoder is not here");
    return encodeOnServer(source.encodeUrl, x, source.shape.latentDim, source.stochastic);
  }

  /** recon_nll of `x` under each latent of `z`, (count, latentDim). */
  async score(source: ModelSource, x: Float32Array, z: Float32Array): Promise<Float32Array> {
    const worker = await this.openDecoderThere(source);
    return worker.ask("score", { model: source.key, x, z });
  }

  /** A reader of the true factors, in the worker that holds the model: call after `openInWorker`. */
  async openReader(url: string, { channels, height, width }: ModelShape): Promise<void> {
    const bytes = await fetchBytes(url, "the reader of factors");
    await this.worker?.ask("openReader", { reader: url, bytes, imageShape: [channels, height, width] });
  }

  /** Logits of the factors seen in an image, pixels in [0, 1]. */
  async read(url: string, x: Float32Array): Promise<Float32Array> {
    if (!this.worker) throw new Error("the worker has not been started");
    return this.worker.ask("read", { reader: url, x });
  }

  showRows(rows: TraversalRows): void {
    this.worker?.showRows(rows);
  }

  moveTo(source: ModelSource, z: Float32Array): void {
    this.pace.note();
    this.worker?.moveTo(source.key, z, this.pace.isHurried);
  }

  /** A second model beside the shown one: for `decodeMany` alone. */
  async openDecoderInWorker(source: ModelSource): Promise<void> {
    await this.openDecoderThere(source);
  }

  /** The images come as parts under their ticket; a newer ticket of the same model takes the place of an older. */
  async decodeMany(source: ModelSource, images: Omit<ManyImages, "model">): Promise<void> {
    const worker = await this.openDecoderThere(source);
    worker.decodeMany({ model: source.key, ...images });
  }

  close(): void {
    this.closed = true;
    this.worker?.close();
    this.opened.clear();
  }

  /** Also for an image chosen before the worker was asked for. */
  private holding(source: ModelSource): InWorker {
    if (this.inWorker?.key !== source.key) void this.openInWorker(source).catch(() => undefined);
    return this.inWorker!;
  }

  private openHere(source: ModelSource): Promise<Opened> {
    return this.opened.get(source.key, async () => {
      // Beside the decoder, and not before the page stands: unpacking 14 MB would hold up its first image.
      void loadRuntime().catch(() => undefined);
      if (source.decoderUrl === null) throw new NotRunHere("the model came without a decoder that a browser can run");
      const bytes = await fetchBytes(source.decoderUrl, "the decoder");
      const decoder = await Decoder.open(bytes, source.shape).catch((error: unknown) => {
        throw new NotRunHere(error instanceof Error ? error.message : String(error));
      });
      return { decoder, bytes };
    });
  }

  private openDecoderThere(source: ModelSource): Promise<WorkerClient> {
    // Not `get` alone: the worker forgets the models in the order in which they were opened.
    return (
      this.there.find(source.key) ??
      this.there.get(source.key, async () => {
        const { bytes } = await this.openHere(source);
        const worker = await this.started();
        await worker.ask("open", { model: source.key, decoder: bytes, shape: source.shape });
        return worker;
      })
    );
  }

  private started(): Promise<WorkerClient> {
    this.starting ??= this.startWorker().catch((error: unknown) => {
      this.starting = null; // a later attempt may succeed
      throw error;
    });
    return this.starting;
  }

  private async startWorker(): Promise<WorkerClient> {
    this.worker = await WorkerClient.start((part) => this.onPart(part));
    if (this.closed) this.worker.close(); // meanwhile
    return this.worker;
  }

  /** The bytes are fetched while the worker starts: nothing is left to fetch when the reader begins to drag. */
  private async openEncoderThere(source: ModelSource, url: string, opened: Promise<WorkerClient>): Promise<WorkerClient> {
    const { channels, height, width } = source.shape;
    const [encoder, worker] = await Promise.all([fetchBytes(url, "the encoder"), opened]);
    await worker.ask("openEncoder", { model: source.key, encoder, imageShape: [channels, height, width] });
    return worker;
  }
}

/** The models of one page: a decoder in this thread for what follows the pointer, the same decoder and the encoder in the worker for the rest. */

import { Decoder, type ModelShape } from "./decoder";
import { encodeOnServer, type Encoded } from "./encoder";
import { fetchBytes } from "./fetching";
import type { TraversalRows } from "./protocol";
import { Recent } from "./recent";
import { WorkerClient, type StripListener } from "./worker_client";

export interface ModelSource {
  /** Content digest: the same key is the same weights. */
  key: string;
  shape: ModelShape;
  stochastic: boolean;
  decoderUrl: string;
  encoderUrl: string | null;
  encodeUrl: string;
}

const KEPT_MODELS = 3;

interface Opened {
  decoder: Decoder;
  bytes: Uint8Array;
}

export class Engine {
  private readonly opened = new Recent<Opened>(KEPT_MODELS, ({ decoder }) => decoder.release());
  private worker: WorkerClient | null = null;
  private inWorker: { key: string; opened: Promise<WorkerClient> } | null = null;

  constructor(private readonly onStrip: StripListener) {}

  async open(source: ModelSource): Promise<Decoder> {
    return (await this.openHere(source)).decoder;
  }

  /** Starts the worker at the first call: later than `open`, so that the two do not compete for the first live image. */
  openInWorker(source: ModelSource): Promise<WorkerClient> {
    const opened = this.openThere(source);
    this.inWorker = { key: source.key, opened };
    return opened;
  }

  /** In the browser where it can be; if that fails, on the server, so that encoding goes on. */
  async encode(source: ModelSource, x: Float32Array): Promise<Encoded> {
    if (source.encoderUrl) {
      try {
        const worker = await this.workerWith(source);
        return await worker.ask("encode", { ...encoderAsk(source, source.encoderUrl), x });
      } catch (error) {
        console.warn("encoding in the browser failed, asking the server", error);
      }
    }
    return encodeOnServer(source.encodeUrl, x, source.shape.latentDim, source.stochastic);
  }

  /** recon_nll of `x` under each latent of `z`, (count, latentDim). */
  async score(source: ModelSource, x: Float32Array, z: Float32Array): Promise<Float32Array> {
    const worker = await this.workerWith(source);
    return worker.ask("score", { model: source.key, x, z });
  }

  showRows(rows: TraversalRows): void {
    this.worker?.showRows(rows);
  }

  moveTo(source: ModelSource, z: Float32Array): void {
    this.worker?.moveTo(source.key, z);
  }

  close(): void {
    this.worker?.close();
    this.opened.clear();
  }

  private workerWith(source: ModelSource): Promise<WorkerClient> {
    return this.inWorker?.key === source.key ? this.inWorker.opened : this.openInWorker(source);
  }

  private async openThere(source: ModelSource): Promise<WorkerClient> {
    const { bytes } = await this.openHere(source);
    this.worker ??= new WorkerClient(this.onStrip);
    await this.worker.ask("open", { model: source.key, decoder: bytes, shape: source.shape });
    // Fetched now, so that the first encoding does not wait for it; a failure shows there, where the server can help out.
    if (source.encoderUrl) void this.worker.ask("openEncoder", encoderAsk(source, source.encoderUrl)).catch(() => undefined);
    return this.worker;
  }

  private openHere(source: ModelSource): Promise<Opened> {
    return this.opened.get(source.key, async () => {
      const bytes = await fetchBytes(source.decoderUrl, "the decoder");
      return { decoder: await Decoder.open(bytes, source.shape), bytes };
    });
  }
}

function encoderAsk(source: ModelSource, url: string) {
  const { channels, height, width } = source.shape;
  return { model: source.key, url: new URL(url, document.baseURI).href, imageShape: [channels, height, width] as [number, number, number] };
}

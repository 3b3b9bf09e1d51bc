/** The page's side of the worker. */

import { host } from "../../hosts/host";
import { blobUrl, loadRuntime } from "./ort";
import type { FromWorker, ManyImages, Part, RequestKind, Requests, ToWorker, TraversalRows } from "./protocol";

export class WorkerClient {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  private lastId = 0;
  private broken: Error | null = null;

  private constructor(
    url: string,
    private readonly onPart: (part: Part) => void,
  ) {
    this.worker = new Worker(url);
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.receive(data);
    this.worker.onerror = (event) => this.fail(new Error(`the background worker stopped: ${event.message || "it could not be loaded"}`));
  }

  /** A classic worker from a blob, with the runtime at its head: it runs where a page has no address, and finds nothing by one. */
  static async start(onPart: (part: Part) => void): Promise<WorkerClient> {
    const [script, { files }] = await Promise.all([host().file("worker.js"), loadRuntime()]);
    const runtime = files!;
    const url = blobUrl(runtime.script, "\n", script);
    const client = new WorkerClient(url, onPart);
    await client.ask("begin", { runtime }).finally(() => URL.revokeObjectURL(url));
    return client;
  }

  ask<K extends RequestKind>(kind: K, ask: Requests[K]["ask"]): Promise<Requests[K]["answer"]> {
    if (this.broken) return Promise.reject(this.broken);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.post({ kind, id, ...ask } as unknown as ToWorker);
    });
  }

  showRows(rows: TraversalRows): void {
    this.post({ kind: "rows", ...rows });
  }

  moveTo(model: string, z: Float32Array, isHurried: boolean): void {
    this.post({ kind: "z", model, z, isHurried });
  }

  decodeMany(images: ManyImages): void {
    this.post({ kind: "decodeMany", ...images });
  }

  close(): void {
    this.worker.terminate();
    this.fail(new Error("the page was closed"));
  }

  private post(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private receive(message: FromWorker): void {
    if (message.kind === "strip" || message.kind === "images") return this.onPart(message);
    const asker = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.kind === "answer") asker?.resolve(message.answer as never);
    else asker?.reject(new Error(message.reason));
  }

  private fail(error: Error): void {
    this.broken = error;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** The kernel of a notebook, asked by messages with buffers. What they hold is declared in vizvae/ui/kernel/contract.py. */

import type { Answer, Ask, Changed, Move, Moved, Taken } from "../parts/kernel/contract";
import type { Position } from "./host";

/** anywidget's side of a widget. */
export interface WidgetModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[]): void;
  on(event: "msg:custom", callback: FromKernel): void;
  off(event: "msg:custom", callback: FromKernel): void;
}
type FromKernel = (message: Answer | Move | Taken | Changed, buffers: DataView[]) => void;

interface Heard {
  /** How many questions wait for an answer. */
  asking(count: number): void;
  move(to: Partial<Position>): void;
  /** The page's data are others now. */
  changed(): void;
  taken(number: number): void;
}

interface Waiting {
  resolve(answer: Response): void;
  reject(error: Error): void;
}

export class Kernel {
  /** Tells this view's messages from those of others of the same widget: the kernel speaks to all of them. */
  private readonly by = Math.random().toString(36).slice(2);
  private readonly waiting = new Map<string, Waiting>();
  private lastId = 0;
  /** Of the times that Python has moved the page: a report from before the last would put it back. */
  private seen = 0;

  constructor(
    private readonly model: WidgetModel,
    private readonly heard: Heard,
  ) {
    model.on("msg:custom", this.receive);
  }

  /** As `Host.ask` says. */
  async ask(address: string, request: RequestInit = {}): Promise<Response> {
    const { signal, method, body, headers } = request;
    signal?.throwIfAborted();
    const content = await bytesOf(body);
    const id = `${this.by}-${++this.lastId}`;
    const mediaType = new Headers(headers).get("content-type") ?? "";
    const ask: Ask = { kind: "ask", id, address, method: (method ?? "GET") as Ask["method"], mediaType };
    const answer = new Promise<Response>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      signal?.addEventListener("abort", () => this.forget(id)?.reject(signal.reason as Error));
    });
    this.heard.asking(this.waiting.size);
    this.model.send(ask, undefined, [content]);
    return answer;
  }

  /** At rest in a synchronised trait, too: marimo runs cells anew when one changes. */
  report(number: number, resting: boolean, { z, names, selection }: Position): void {
    const moved: Moved = { kind: "moved", by: this.by, number, seen: this.seen, resting, names, selection };
    this.model.send(moved, undefined, z ? [z.slice().buffer] : []);
    if (!resting) return;
    this.model.set("_at", { z: z && [...z], names, selection });
    this.model.save_changes();
  }

  close(): void {
    this.model.off("msg:custom", this.receive);
    for (const id of [...this.waiting.keys()]) this.forget(id)?.reject(new Error("the page was closed"));
  }

  private readonly receive: FromKernel = (message, buffers) => {
    if (message.kind === "answer") {
      const { id, status, mediaType } = message;
      this.seen = Math.max(this.seen, message.moves);
      const content = status === 204 ? null : plain(buffers[0]);
      this.forget(id)?.resolve(new Response(content, { status, headers: { "content-type": mediaType } }));
    } else if (message.kind === "move") {
      if (message.by === this.by) return;
      this.seen = Math.max(this.seen, message.number);
      const { names, selection } = message;
      const z = buffers[0] && new Float32Array(plain(buffers[0]));
      this.heard.move({ ...(z && { z }), ...(names && { names }), ...(selection && { selection }) });
    } else if (message.kind === "taken") {
      if (message.by === this.by) this.heard.taken(message.number);
    } else if (message.kind === "changed") this.heard.changed();
  };

  private forget(id: string): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (waiting) this.heard.asking(this.waiting.size);
    return waiting;
  }
}

/** Of their own: what comes lies somewhere in a message's bytes, and numbers must begin at a multiple of four. */
function plain(bytes: DataView | undefined): ArrayBuffer {
  if (!bytes) return new ArrayBuffer(0);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).slice().buffer as ArrayBuffer;
}

async function bytesOf(body: RequestInit["body"]): Promise<ArrayBuffer> {
  return body === null || body === undefined ? new ArrayBuffer(0) : new Response(body).arrayBuffer();
}

/**
 * ONNX Runtime Web with one wasm thread and no other backend. Built as a classic script of its own, `runtime.js`, and run once a thread:
 * by the first bundle of a page that needs it, and at the head of the worker. It starts from bytes, and looks for nothing by address.
 */

import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";

export type Session = InferenceSession;

/** What a thread starts the runtime from. */
export interface RuntimeFiles {
  script: Uint8Array<ArrayBuffer>;
  wasm: Uint8Array<ArrayBuffer>;
}

export interface Inference {
  /** Kept for the worker; null before `begin`. */
  files: RuntimeFiles | null;
  begin(files: RuntimeFiles): void;
  openSession(model: Uint8Array): Promise<Session>;
  /** One input called `name`, of `shape`; float32 outputs by name. */
  run(session: Session, name: string, data: Float32Array, shape: number[]): Promise<Record<string, Float32Array>>;
}

declare global {
  var vizvaeInference: Inference | undefined;
}

let turn: Promise<unknown> = Promise.resolve();

/**
 * Runs `work` after all earlier work of this thread. A session's run saves and restores the wasm stack around awaits, so that two
 * interleaved runs would write over each other's arguments.
 */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work, work);
  turn = mine.catch(() => undefined);
  return mine;
}

// Two bundles of one page may have fetched this at the same time.
globalThis.vizvaeInference ??= {
  files: null,
  begin(files) {
    if (this.files) return;
    this.files = files;
    env.wasm.numThreads = 1;
    env.wasm.wasmBinary = files.wasm;
  },
  openSession: (model) => inTurn(() => InferenceSession.create(model, { executionProviders: ["wasm"], graphOptimizationLevel: "all" })),
  async run(session, name, data, shape) {
    const outputs = await inTurn(() => session.run({ [name]: new Tensor("float32", data, shape) }));
    return Object.fromEntries(Object.entries(outputs).map(([key, tensor]) => [key, tensor.data as Float32Array]));
  },
};

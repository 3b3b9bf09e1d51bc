/** ONNX Runtime Web, loaded once a thread from the address that all pages share: one wasm thread, no other backend. */

import type * as OrtModule from "onnxruntime-web";

export type Ort = typeof OrtModule;
export type Session = OrtModule.InferenceSession;

let loading: Promise<Ort> | undefined;

export function loadOrt(): Promise<Ort> {
  loading ??= importOrt().catch((error: unknown) => {
    loading = undefined; // a later attempt may succeed: the network came back
    throw error;
  });
  return loading;
}

async function importOrt(): Promise<Ort> {
  if (typeof WebAssembly === "undefined") throw new Error("this browser does not offer WebAssembly");
  const folder = new URL(`/vizvae/runtime/${ORT_VERSION}/`, import.meta.url).href;
  const ort = (await import(`${folder}ort.wasm.min.mjs`)) as Ort;
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = folder;
  return ort;
}

let turn: Promise<unknown> = Promise.resolve();

/**
 * Runs `work` after all earlier work of this thread. A session's run saves and restores the wasm stack around awaits, so that two
 * interleaved runs would write over each other's arguments.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work, work);
  turn = mine.catch(() => undefined);
  return mine;
}

export async function openSession(bytes: Uint8Array): Promise<Session> {
  const ort = await loadOrt();
  return inTurn(() => ort.InferenceSession.create(bytes, { executionProviders: ["wasm"], graphOptimizationLevel: "all" }));
}

/** One input called `name`, of `shape`; float32 outputs by name. */
export async function run(session: Session, name: string, data: Float32Array, shape: number[]): Promise<Record<string, Float32Array>> {
  const ort = await loadOrt();
  const outputs = await inTurn(() => session.run({ [name]: new ort.Tensor("float32", data, shape) }));
  return Object.fromEntries(Object.entries(outputs).map(([key, tensor]) => [key, tensor.data as Float32Array]));
}

/** The runtime of this thread, see inference.ts. In the page its files come from the host; the worker is given them by the page. */

import { host } from "../../hosts/host";
import type { Inference, Session } from "./inference";

export type { Session };

let loading: Promise<Inference> | undefined;

export function loadRuntime(): Promise<Inference> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined; // a later attempt may succeed: the network came back
    throw error;
  });
  return loading;
}

async function load(): Promise<Inference> {
  if (globalThis.vizvaeInference?.files) return globalThis.vizvaeInference;
  if (typeof WebAssembly === "undefined") throw new Error("this browser does not offer WebAssembly");
  const [script, wasm] = await Promise.all([host().file("runtime.js"), host().file("runtime.wasm")]);
  const url = blobUrl(script);
  await import(url).finally(() => URL.revokeObjectURL(url));
  const inference = globalThis.vizvaeInference!;
  inference.begin({ script, wasm });
  return inference;
}

/** Of a script. Who has started it revokes it. */
export function blobUrl(...parts: (Uint8Array<ArrayBuffer> | string)[]): string {
  return URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
}

export async function openSession(model: Uint8Array): Promise<Session> {
  return (await loadRuntime()).openSession(model);
}

/** One input called `name`, of `shape`; float32 outputs by name. */
export async function run(session: Session, name: string, data: Float32Array, shape: number[]): Promise<Record<string, Float32Array>> {
  return (await loadRuntime()).run(session, name, data, shape);
}

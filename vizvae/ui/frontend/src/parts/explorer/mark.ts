import { effect } from "@preact/signals";
import type { App } from "./app";
import { modelSource } from "./model_source";

type Call = (values: number[]) => Promise<Float32Array>;

/** Puts on the root element what benchmarks and tests read: `data-ready`, `data-settled`; and what they call: `vizvaeDecode` as the pointer
 * does, `vizvaeDecodeInWorker` as the strips do, `vizvaeEncode` as an image that is chosen does (mean, then log variance where there is one). */
export function mark(root: HTMLElement & { vizvaeDecode?: Call; vizvaeDecodeInWorker?: Call; vizvaeEncode?: Call }, app: App): () => void {
  const source = () => modelSource(app.workspace.peek().model);
  root.vizvaeDecode = async (z) => (await app.live.decode(Float32Array.from(z))).mean;
  root.vizvaeDecodeInWorker = async (z) => (await app.engine.decodeInWorker(source(), Float32Array.from(z))).mean;
  root.vizvaeEncode = async (x) => {
    const { mu, logvar } = await app.engine.encode(source(), Float32Array.from(x));
    return Float32Array.from([...mu, ...(logvar ?? [])]);
  };
  return effect(() => {
    root.dataset["model"] = app.workspace.value.model.name;
    root.dataset["ready"] = String(app.live.ready.value);
    root.dataset["settled"] = String(app.settled.value);
  });
}

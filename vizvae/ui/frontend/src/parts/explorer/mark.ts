import { effect } from "@preact/signals";
import type { App } from "./app";

/** Puts on the root element what benchmarks and tests read: `data-ready`, `data-settled`, and `vizvaeDecode` to call. */
export function mark(root: HTMLElement & { vizvaeDecode?: (z: number[]) => Promise<Float32Array> }, app: App): () => void {
  root.vizvaeDecode = async (z) => (await app.live.decode(Float32Array.from(z))).mean;
  return effect(() => {
    root.dataset["model"] = app.workspace.value.model.name;
    root.dataset["ready"] = String(app.live.ready.value);
    root.dataset["settled"] = String(app.settled.value);
  });
}

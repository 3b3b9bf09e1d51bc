/** Tells the host what was changed, for the address: when it rests, and not while something is being dragged. */

import { effect, signal } from "@preact/signals";
import type { GraphView } from "./view";

const REPORT_MS = 400;

/** Says which question it answers: what was on the way when another link was opened is no change of that. */
export type Reported = GraphView & { restoreId: string };

export class Reports {
  /** Whether a pointer is pressed. */
  readonly held = signal(false);
  send: (view: Reported) => void = () => {};
  private last = "";
  private restoreId = "";

  /** `view`: what there is to tell, null before there is anything. Returns what ends it. */
  follow(view: () => Reported | null): () => void {
    return effect(() => {
      const now = view();
      if (!now) return undefined;
      const text = JSON.stringify(now);
      // What it opens with, or what Back has led to, is no change; a change right after it is one.
      if (this.restoreId !== now.restoreId) [this.restoreId, this.last] = [now.restoreId, text];
      if (this.held.value || text === this.last) return undefined;
      const timer = setTimeout(() => {
        this.last = text;
        this.send(now);
      }, REPORT_MS);
      return () => clearTimeout(timer);
    });
  }

  /** Holds reports while a pointer is pressed anywhere in `root`. Returns what ends it. */
  watch(root: HTMLElement): () => void {
    const abort = new AbortController();
    root.addEventListener("pointerdown", () => (this.held.value = true), { signal: abort.signal, capture: true });
    for (const kind of ["pointerup", "pointercancel", "blur"] as const)
      window.addEventListener(kind, () => (this.held.value = false), { signal: abort.signal, capture: true });
    return () => abort.abort();
  }
}

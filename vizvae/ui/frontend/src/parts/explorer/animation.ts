/** Animate: the selected latent sweeps back and forth over its slider. */

import { signal } from "@preact/signals";
import type { Workspace } from "./workspace";

const PERIOD_MS = 5000;
/** Where motion is unwelcome the sweep goes in steps, slow enough to look at each image. */
const CALM_STEP_MS = 700;

export class Animation {
  readonly running = signal(false);
  private frame = 0;
  private workspace: Workspace | null = null;

  start(workspace: Workspace): void {
    this.workspace = workspace;
    this.running.value = true;
    const index = workspace.selected.peek();
    const { from, to } = workspace.range(index);
    const middle = (from + to) / 2;
    const reach = (to - from) / 2;
    const phase = Math.asin(Math.min(1, Math.max(-1, (workspace.z[index]!.peek() - middle) / reach)));
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const began = performance.now();
    const step = (now: number) => {
      const elapsed = calm ? Math.floor((now - began) / CALM_STEP_MS) * CALM_STEP_MS : now - began;
      workspace.move(index, middle + reach * Math.sin(phase + (2 * Math.PI * elapsed) / PERIOD_MS));
      this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  /** Stays where it is: that is a step of its own. */
  stop(): void {
    if (!this.running.peek()) return;
    cancelAnimationFrame(this.frame);
    this.running.value = false;
    this.workspace?.commitMove();
  }
}

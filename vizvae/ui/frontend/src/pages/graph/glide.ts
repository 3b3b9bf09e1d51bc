/** Points that move to where they are told instead of jumping there. */

import { signal, type ReadonlySignal } from "@preact/signals";

const GLIDE_MS = 350;
/** More nodes than this would be drawn too slowly on the way. */
const MOST_GLIDING = 6_000;

export class Glide {
  private readonly now = signal<Float32Array | null>(null);
  private frame = 0;

  /** Where the points are drawn, (point, 2). */
  get shown(): ReadonlySignal<Float32Array | null> {
    return this.now;
  }

  /** `jump`: another picture, in which the points of the one before have no place. */
  to(target: Float32Array | null, jump: boolean): void {
    cancelAnimationFrame(this.frame);
    const from = this.now.peek();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!from || !target || jump || calm || from.length !== target.length || target.length > 2 * MOST_GLIDING) {
      this.now.value = target;
      return;
    }
    const began = performance.now();
    const step = (time: number) => {
      const part = Math.min(1, Math.max(0, (time - began) / GLIDE_MS));
      const eased = part * part * (3 - 2 * part);
      this.now.value = part === 1 ? target : from.map((value, i) => value + eased * (target[i]! - value));
      if (part < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
  }
}

/** The first visit to the first page: one slider moves by itself, once, until something is touched. */

import { effect, signal } from "@preact/signals";
import { host } from "../../hosts/host";
import type { App } from "../../parts/explorer/app";

/** Kept in the browser: a second visit is as any other. */
const KEY = "vizvae-visited";
const PERIOD_MS = 4000;
const LONGEST_FRAME_MS = 100;
/** Of the slider's travel, to either side of where it stands. */
const REACH = 0.3;
/** Of a visitor who takes things in hand. */
const TOUCHES = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

export class Invitation {
  /** The latent that a newcomer is asked to drag. */
  readonly latent = signal<number | null>(null);
  private frame = 0;
  private back = () => {};
  private readonly stopWaiting: () => void = () => {};

  constructor(app: App) {
    if (!host().hasOtherPages || !isFirstVisit()) return;
    const index = app.workspace.peek().selected.peek();
    this.latent.value = index;
    for (const touch of TOUCHES) addEventListener(touch, this.end, { capture: true, passive: true });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.stopWaiting = effect(() => {
      if (app.settled.value && this.frame === 0) this.move(app, index);
    });
  }

  dispose(): void {
    this.end();
  }

  private move(app: App, index: number): void {
    const workspace = app.workspace.peek();
    const { from, to } = workspace.range(index);
    const start = workspace.z[index]!.peek();
    const reach = REACH * (to - from);
    let last = performance.now();
    let elapsed = 0;
    // Neither a step of Undo nor a change of the address: it is as if nothing had happened.
    this.back = () => workspace.move(index, start);
    const step = (now: number) => {
      elapsed += Math.min(LONGEST_FRAME_MS, Math.max(0, now - last)); // a busy machine moves it slower, and not in jumps
      last = now;
      const part = Math.min(1, elapsed / PERIOD_MS);
      workspace.move(index, Math.min(to, Math.max(from, start + reach * Math.sin(2 * Math.PI * part))));
      if (part < 1) this.frame = requestAnimationFrame(step);
      else this.rest();
    };
    this.frame = requestAnimationFrame(step);
  }

  private rest(): void {
    cancelAnimationFrame(this.frame);
    this.back();
    this.back = () => {};
  }

  private readonly end = (): void => {
    this.rest();
    this.stopWaiting();
    this.latent.value = null;
    for (const touch of TOUCHES) removeEventListener(touch, this.end, { capture: true });
  };
}

/** Whoever comes by a link has been sent to something, and is not led elsewhere. */
function isFirstVisit(): boolean {
  const [arrival] = performance.getEntriesByType("navigation");
  if (!arrival || arrival.name.includes("?")) return false;
  try {
    const visited = localStorage.getItem(KEY) !== null;
    localStorage.setItem(KEY, "yes");
    return !visited;
  } catch {
    return false; // a browser that keeps nothing would invite again and again
  }
}

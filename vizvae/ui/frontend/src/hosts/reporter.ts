/** Tells the kernel where the page is, as often as it hears: one report is on its way at a time, and the next is the newest. */

import type { Position } from "./host";

/** Between two reports at least: each costs the notebook four messages, and the time in which an image could be painted. */
const SHORTEST_MS = 60;
/** Nothing has moved for so long, and no pointer is pressed. */
const REST_MS = 250;

export class Reporter {
  private newest: Position | null = null;
  private waitsFor: number | null = null;
  private number = 0;
  private held = false;
  private toldRest = true;
  private last = -Infinity;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private pending = false;

  constructor(private readonly send: (number: number, resting: boolean, position: Position) => void) {}

  take(position: Position): void {
    this.newest = position;
    this.pending = true;
    this.toldRest = false;
    this.awaitRest();
    this.flush();
  }

  /**
   * The kernel, or another view, has moved the page here: what waits to be said is said of this place, and not of the one before. A report
   * that is on its way crosses the move, and the kernel does not take it: what else it said is said again.
   */
  moved(position: Position): void {
    if (!this.newest) return;
    this.newest = position;
    if (this.waitsFor !== null) this.pending = true;
  }

  /** Whether a pointer is pressed. */
  hold(held: boolean): void {
    this.held = held;
    if (held) return;
    // What is let go is said at once, before any cell that is run next.
    if (this.newest && this.pending) this.report();
    this.awaitRest();
  }

  taken(number: number): void {
    if (number !== this.waitsFor) return;
    this.waitsFor = null;
    this.flush();
  }

  stop(): void {
    clearTimeout(this.pause);
    clearTimeout(this.rest);
    this.newest = null;
  }

  private awaitRest(): void {
    clearTimeout(this.rest);
    if (!this.held && !this.toldRest)
      this.rest = setTimeout(() => {
        this.toldRest = true;
        this.pending = true;
        this.flush();
      }, REST_MS);
  }

  private flush(): void {
    clearTimeout(this.pause);
    if (!this.newest || !this.pending || this.waitsFor !== null) return;
    const wait = this.last + SHORTEST_MS - performance.now();
    if (wait > 0) {
      this.pause = setTimeout(() => this.flush(), wait);
      return;
    }
    this.report();
  }

  private report(): void {
    clearTimeout(this.pause);
    this.last = performance.now();
    this.pending = false;
    this.waitsFor = ++this.number;
    this.send(this.number, this.toldRest, this.newest!);
  }
}

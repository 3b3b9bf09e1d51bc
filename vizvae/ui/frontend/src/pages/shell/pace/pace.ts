/** When to look again: some time after the last answer, but not before what that brought is on the screen. */

import type { PaceData } from "./contract";

const LOOK_MS = 30;
/** What is still not drawn by then will not be, and what was asked is asked again where nothing has come. */
const PATIENCE_MS = 5_000;

/** What `Pace` needs of the browser. */
export interface Screen {
  now(): number;
  /** Calls `then` in so many milliseconds; what it returns calls that off. */
  later(ms: number, then: () => void): () => void;
  /** Whether somebody may be looking at the page. */
  isSeen(): boolean;
  isDrawn(selector: string): boolean;
}

export const SCREEN: Screen = {
  now: () => performance.now(),
  later(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  isSeen: () => !document.hidden,
  isDrawn: (selector) => [...document.querySelectorAll(selector)].some((one) => one.checkVisibility({ visibilityProperty: true })),
};

export class Pace {
  private turn: number | null = null;
  private callOff = () => {};

  constructor(private readonly screen: Screen = SCREEN) {}

  /** `ask` is called once for each turn, and again where that brings no other for long. */
  begin({ turn, everyMs, drawn }: PaceData, ask: () => void): void {
    if (turn === this.turn) return;
    this.turn = turn;
    this.callOff();
    const start = this.screen.now();
    const look = () => {
      const waited = this.screen.now() - start;
      const ready = drawn === null || this.screen.isDrawn(drawn) || waited > PATIENCE_MS;
      const asks = ready && this.screen.isSeen();
      if (asks) ask();
      this.callOff = this.screen.later(asks ? PATIENCE_MS : LOOK_MS, look);
    };
    this.callOff = this.screen.later(everyMs, look);
  }

  end(): void {
    this.callOff();
  }
}

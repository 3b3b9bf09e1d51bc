/** Whether the screen gets its frames while something moves: where it does not, what is not under the pointer waits for it to rest. */

/** A frame of a screen of 60 a second, and half of the next. */
const LATE_MS = 25;
/** After a late frame, so long. */
const HURRIED_MS = 300;

export class Pace {
  private last = -Infinity;
  private waits = false;

  /** At each move: looks how far off the next frame is. */
  note(): void {
    if (this.waits) return;
    this.waits = true;
    const at = Number(document.timeline.currentTime);
    requestAnimationFrame((next) => {
      this.waits = false;
      if (next - at > LATE_MS) this.last = performance.now();
    });
  }

  get isHurried(): boolean {
    return performance.now() - this.last < HURRIED_MS;
  }
}

/** Two ways to follow something fast without ever falling behind: only the newest request counts. */

/** A function that never runs twice at a time and, when free again, goes on with the newest argument alone. */
export function latestOnly<T>(work: (argument: T) => Promise<void>): (argument: T) => void {
  let busy = false;
  let waiting: { argument: T } | null = null;
  return async (argument) => {
    waiting = { argument };
    if (busy) return;
    busy = true;
    try {
      while (waiting) {
        const next: { argument: T } = waiting;
        waiting = null;
        await work(next.argument);
      }
    } finally {
      busy = false;
    }
  };
}

/** A function that asks for `work` at the next animation frame, once however often it is called. */
export function oncePerFrame(work: () => void): { request: () => void; cancel: () => void } {
  let frame = 0;
  return {
    request() {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        work();
      });
    },
    cancel() {
      cancelAnimationFrame(frame);
      frame = 0;
    },
  };
}

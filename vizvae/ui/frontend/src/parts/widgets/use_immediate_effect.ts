import { effect } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";

/**
 * Follows signals at once. `useSignalEffect` waits for the next frame, and what a dragged slider moves would then trail one frame behind
 * the pointer. `follow` is the one of the first rendering: it must not close over properties that change.
 */
export function useImmediateEffect(follow: () => void): void {
  useLayoutEffect(() => effect(follow), []);
}

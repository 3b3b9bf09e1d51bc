import { useSignal, type ReadonlySignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** How wide an element is, in CSS pixels; 0 before it is there. */
export function useWidth<Kind extends HTMLElement>(): [RefObject<Kind | null>, ReadonlySignal<number>] {
  const element = useRef<Kind | null>(null);
  const width = useSignal(0);
  useEffect(() => {
    const observer = new ResizeObserver(() => (width.value = element.current?.clientWidth ?? 0));
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}

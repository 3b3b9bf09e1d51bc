import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** `begin` is called once, when the element first comes into view and `ready` is true. */
export function useSeen<Kind extends HTMLElement>(ready: boolean, begin: () => void): RefObject<Kind | null> {
  const element = useRef<Kind | null>(null);
  const begun = useRef(false);
  // What is there when it is seen, and not what was there when it was ready.
  const latest = useRef(begin);
  latest.current = begin;
  useEffect(() => {
    if (!ready || begun.current) return;
    const observer = new IntersectionObserver((entries) => {
      if (begun.current || !entries.some(({ isIntersecting }) => isIntersecting)) return;
      begun.current = true;
      latest.current();
    });
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [ready]);
  return element;
}

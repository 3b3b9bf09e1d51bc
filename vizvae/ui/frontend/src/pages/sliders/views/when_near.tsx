/** One of very many rows: made when it comes near what is seen, and taken away when it is far again. */

import type { ComponentChild } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** So that a row stands before it is scrolled to. */
const AHEAD = "600px 0px";
/** Until the first row has been measured, about as high as one is. */
const GUESSED_PX = 110;
let lastHeight = GUESSED_PX;

const watched = new WeakMap<Element, (near: boolean) => void>();
let observer: IntersectionObserver | null = null;

/** One observer for all: each would be asked at every frame. */
function watch(element: Element, told: (near: boolean) => void): () => void {
  const margins: IntersectionObserverInit & { scrollMargin: string } = { rootMargin: AHEAD, scrollMargin: AHEAD }; // the page may scroll within another element
  observer ??= new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) watched.get(target)?.(isIntersecting);
  }, margins);
  watched.set(element, told);
  observer.observe(element);
  return () => observer!.unobserve(element);
}

export function WhenNear({ label, children }: { label: string; children: () => ComponentChild }) {
  const place = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useLayoutEffect(() => {
    const element = place.current!;
    return watch(element, (now) => {
      const { height } = element.getBoundingClientRect();
      if (!now && height) lastHeight = height;
      // What is being typed or dragged stays: taken away it would lose the focus.
      setNear((before) => now || (before && element.matches(":focus-within")));
    });
  }, []);
  return (
    <div ref={place} class="row-place" style={near ? undefined : { minHeight: `${lastHeight}px` }} role={near ? undefined : "group"} aria-label={near ? undefined : label}>
      {near && children()}
    </div>
  );
}

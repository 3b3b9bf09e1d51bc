/** All images to choose from, in one line that scrolls. */

import { useEffect, useRef, useState } from "preact/hooks";
import { atlasStyle, atlasUrl } from "../../../parts/drawing/atlas";
import { greyBytes } from "../../../parts/drawing/pixels";
import type { ComparePage } from "../page";

const SIDE = 28;

interface Props {
  page: ComparePage;
  of: "digit" | "to";
  testid: string;
  label: string;
}

export function ImageStrip({ page, of, testid, label }: Props) {
  const images = page.images.value;
  const strip = useRef<HTMLDivElement>(null);
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!images) return;
    let made: string | null = null;
    void atlasUrl(images.map(greyBytes), 1, SIDE, SIDE).then((ready) => setUrl((made = ready)));
    return () => void (made && URL.revokeObjectURL(made));
  }, [images]);
  const chosen = of === "digit" && page.drawing.value ? -1 : page.numbers[of].value;
  useEffect(() => {
    const at = strip.current?.children[chosen] as HTMLElement | undefined;
    // The strip alone: `scrollIntoView` would move the page.
    if (at) strip.current!.scrollLeft = at.offsetLeft - strip.current!.clientWidth / 2;
  }, [url]);
  const { labels, classes } = page.data.images;
  const stop = Math.max(chosen, 0); // one stop of the tab key; arrows go on from there
  const step = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = (stop + by + labels.length) % labels.length;
    page.set(of, next);
    (strip.current!.children[next] as HTMLElement).focus();
  };
  return (
    <div ref={strip} class="digit-strip" role="radiogroup" aria-label={label} data-testid={testid} onKeyDown={step}>
      {url &&
        labels.map((label, i) => (
          <button
            key={i}
            type="button"
            role="radio"
            aria-checked={i === chosen}
            tabIndex={i === stop ? 0 : -1}
            aria-label={`${classes[label]!}, number ${i + 1}`}
            style={atlasStyle(url, i, labels.length)}
            onClick={() => page.set(of, i)}
          />
        ))}
    </div>
  );
}

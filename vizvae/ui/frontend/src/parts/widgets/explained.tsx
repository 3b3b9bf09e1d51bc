/** Text in which the words of the glossary explain themselves: to the mouse on them, to a tap, to the keyboard. */

import { useSignal } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { GLOSSARY, partsOf, withSigns } from "./glossary";

const MARGIN = 8;

export function Explained({ text }: { text: string }) {
  return (
    <>
      {withSigns(partsOf(text)).map(({ text, isTerm, before, after }, i) =>
        isTerm ? (
          <span key={i} class="term-signs">
            {before}
            <Term word={text} />
            {after}
          </span>
        ) : (
          text
        ),
      )}
    </>
  );
}

function Term({ word }: { word: string }) {
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const bubble = useRef<HTMLSpanElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    if (open.value) place(bubble.current!, button.current!);
  }, [open.value]);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="term"
        aria-expanded={open.value}
        aria-describedby={open.value ? id : undefined}
        onPointerEnter={(event) => event.pointerType === "mouse" && (open.value = true)}
        onPointerLeave={(event) => event.pointerType === "mouse" && (open.value = false)}
        onClick={(event) => {
          event.preventDefault(); // it may stand in a label or a summary
          event.stopPropagation();
          const byKeyboard = event.detail === 0;
          open.value = byKeyboard ? !open.value : true;
          button.current!.focus(); // not every browser does so: leaving closes it
        }}
        onBlur={() => (open.value = false)}
        onKeyDown={(event) => event.key === "Escape" && (open.value = false)}
      >
        {word}
      </button>
      {open.value && (
        <span ref={bubble} id={id} class="term-bubble" role="tooltip" popover="manual">
          {GLOSSARY[word]}
        </span>
      )}
    </>
  );
}

/** Above everything, below the word or, where there is no room, above it; never beyond the window. */
function place(bubble: HTMLElement, word: HTMLElement): void {
  bubble.showPopover();
  const at = word.getBoundingClientRect();
  const { width, height } = bubble.getBoundingClientRect();
  const left = Math.max(MARGIN, Math.min(at.left, document.documentElement.clientWidth - width - MARGIN));
  const below = at.bottom + 4;
  const top = below + height + MARGIN > window.innerHeight ? at.top - height - 4 : below;
  Object.assign(bubble.style, { left: `${left}px`, top: `${top}px` });
}

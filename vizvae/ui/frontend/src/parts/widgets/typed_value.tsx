/** A number that follows something else, and can be typed once it is pressed. An input field for each would cost a layout at every frame of a drag. */

import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";

interface Props {
  /** What is read there. */
  text: ReadonlySignal<string>;
  /** What the number is of. */
  label: string;
  testid: string;
  /** Beyond its ends there is nowhere to go. */
  range: { from: number; to: number };
  /** Where to start typing from. */
  value(): number;
  onType(value: number): void;
}

export function TypedValue({ text, label, testid, range, value, onType }: Props) {
  const [typing, setTyping] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (typing) field.current!.select();
  }, [typing]);
  if (!typing)
    return (
      <button type="button" class="typed-value" data-testid={testid} title="Press to type a number" onClick={() => setTyping(true)}>
        <span class="unseen">{label}: </span>
        <output>{text}</output>
      </button>
    );
  const take = (typed: number) => {
    setTyping(false);
    if (Number.isFinite(typed)) onType(Math.min(range.to, Math.max(range.from, typed)));
  };
  return (
    <input
      ref={field}
      type="number"
      class="typed-value"
      data-testid={testid}
      aria-label={`${label}, from ${range.from.toFixed(2)} to ${range.to.toFixed(2)}`}
      step="any"
      defaultValue={value().toFixed(2)}
      onBlur={(event) => take(event.currentTarget.valueAsNumber)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setTyping(false);
      }}
    />
  );
}

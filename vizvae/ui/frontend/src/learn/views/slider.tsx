/** A number under the hand. */

import type { Signal } from "@preact/signals";

interface Props {
  name: string;
  testid: string;
  value: Signal<number>;
  min: number;
  max: number;
  step?: number;
  /** What it does, for somebody who has not met its name. */
  hint: string;
}

export function Slider({ name, testid, value, min, max, step = 0.01, hint }: Props) {
  const text = value.value.toFixed(step < 1 ? 2 : 0).replace("-", "\u2212");
  return (
    <label class="learn-slider">
      <span>
        <strong>{name}</strong> <output>{text}</output> <span class="hint">{hint}</span>
      </span>
      <input
        type="range"
        class="slider"
        data-testid={testid}
        min={min}
        max={max}
        step={step}
        value={value.value}
        aria-valuetext={text}
        onInput={(event) => (value.value = event.currentTarget.valueAsNumber)}
      />
    </label>
  );
}

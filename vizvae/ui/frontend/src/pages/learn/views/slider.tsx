/** A number under the hand. */

import { formatDecimal } from "../../../parts/latent/numbers";
import type { Control } from "../controls";

interface Props {
  of: Control<number>;
  /** What it does, for somebody who has not met its name. */
  hint: string;
  /** Where the number under the hand is not the one that counts. */
  says?(value: number): string;
}

export function Slider({ of: { key, spec, value, shown, rest }, hint, says: inWords }: Props) {
  const text = inWords ? inWords(value.value) : formatDecimal(value.value, spec.step < 1 ? 2 : 0);
  const says = (
    <span>
      <strong>{spec.label}</strong> <output>{text}</output> <span class="hint">{hint}</span>
    </span>
  );
  // A lesson that fixes the number still says it: the picture depends on it.
  if (!shown.value) return <p class="learn-slider fixed">{says}</p>;
  return (
    <label class="learn-slider">
      {says}
      <input
        type="range"
        class="slider"
        data-testid={`slider-${key}`}
        min={spec.min}
        max={spec.max}
        step={spec.step}
        value={value.value}
        aria-valuetext={text}
        onInput={(event) => (value.value = event.currentTarget.valueAsNumber)}
        onChange={rest}
      />
    </label>
  );
}

/** The digit that a step speaks of, and the way to the next. */

import type { Control } from "../controls";
import type { Fetched } from "../fetched";
import { ControlButton } from "./control_button";
import { Awaited } from "./awaited";
import { Digit } from "./digit";

interface Props {
  of: Control<number>;
  answer: Fetched<{ pixels: readonly number[]; label: number }>;
}

export function DigitPicker({ of: digit, answer: { found, problem, again } }: Props) {
  return (
    <div>
      {found.value && <Digit {...found.value} />}
      <ControlButton moves={[digit]} testid="other-digit" onClick={() => digit.set((digit.value.peek() + 1) % (digit.spec.max + 1))}>
        Another digit
      </ControlButton>
      <Awaited problem={problem.value} again={again} />
    </div>
  );
}

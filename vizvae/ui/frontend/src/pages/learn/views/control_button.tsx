/** A button that moves controls of the step; it goes where a lesson hides all of them. */

import type { ComponentChildren } from "preact";
import type { Control } from "../controls";

interface Props {
  moves: readonly Pick<Control, "shown">[];
  testid: string;
  onClick(): void;
  children: ComponentChildren;
}

export function ControlButton({ moves, testid, onClick, children }: Props) {
  if (!moves.some(({ shown }) => shown.value)) return null;
  return (
    <div class="button-row">
      <button type="button" class="button" data-testid={testid} onClick={onClick}>
        {children}
      </button>
    </div>
  );
}

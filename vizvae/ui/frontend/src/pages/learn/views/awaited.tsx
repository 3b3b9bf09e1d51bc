/** Why there is nothing new from the server, and a way to ask again. */

import type { ComponentChildren } from "preact";

interface Props {
  problem: string | null;
  again(): void;
  /** What is said where nothing is wrong. */
  children?: ComponentChildren;
}

export function Awaited({ problem, again, children }: Props) {
  return (
    <p class="hint" role="status">
      {problem ? (
        <>
          {problem}{" "}
          <button type="button" class="link" data-testid="ask-again" onClick={again}>
            Try again
          </button>
        </>
      ) : (
        children
      )}
    </p>
  );
}

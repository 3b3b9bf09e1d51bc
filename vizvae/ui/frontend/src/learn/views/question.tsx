/** Something to think about first, and the answer. */

import type { ComponentChildren } from "preact";

export function Question({ asks, children }: { asks: string; children: ComponentChildren }) {
  return (
    <details class="question" data-testid="question">
      <summary>
        <strong>Think first:</strong> {asks}
      </summary>
      <div class="answer">{children}</div>
    </details>
  );
}

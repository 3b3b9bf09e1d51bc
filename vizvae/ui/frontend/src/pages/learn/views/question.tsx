/** Something to think about first, and the answer. */

import type { ComponentChildren } from "preact";
import { useHidden } from "../frame";

export function Question({ asks, children }: { asks: string; children: ComponentChildren }) {
  const [hidden, unanswered] = [useHidden("question"), useHidden("answer")];
  if (hidden) return null;
  if (unanswered)
    return (
      <p class="question" data-testid="question">
        <strong>Think:</strong> {asks}
      </p>
    );
  return (
    <details class="question" data-testid="question">
      <summary>
        <strong>Think first:</strong> {asks}
      </summary>
      <div class="answer">{children}</div>
    </details>
  );
}

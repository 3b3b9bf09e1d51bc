/** The list of steps, and the one that is open. */

import type { LearnPage } from "../page";
import { STEPS } from "../steps";

export function LearnView({ page }: { page: LearnPage }) {
  const at = page.step.value;
  const { id, title, idea, Body } = STEPS[at]!;
  return (
    <div class="learn" data-testid="step" data-step={id} data-settled="true">
      <nav class="steps" aria-label="Steps">
        {STEPS.map((step, i) => (
          <button key={step.id} type="button" class="button" data-testid={`step-${step.id}`} aria-current={i === at ? "step" : undefined} onClick={() => page.open(i)}>
            {i + 1}. {step.title}
          </button>
        ))}
      </nav>
      <article key={id} class="lesson" aria-label={title}>
        <p class="idea">{idea}</p>
        <Body data={page.data} />
      </article>
      <div class="button-row step-walk">
        <button type="button" class="button" data-testid="previous" disabled={at === 0} onClick={() => page.open(at - 1)}>
          Back
        </button>
        {at < STEPS.length - 1 && (
          <button type="button" class="button" data-testid="next" onClick={() => page.open(at + 1)}>
            Next: {STEPS[at + 1]!.title}
          </button>
        )}
      </div>
    </div>
  );
}

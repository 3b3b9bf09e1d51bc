/** The list of steps, and the one that is open. */

import type { ComponentType } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { StepId } from "../controls";
import { Frame } from "../frame";
import type { LearnPage } from "../page";
import type { StepProps } from "../step";
import { STEPS } from "../steps";
import { SavePage } from "../../../parts/one_file/save_page";
import { LessonLink } from "./lesson_link";

export function LearnView({ page }: { page: LearnPage }) {
  const id = page.step.value;
  const { title, idea } = STEPS[id];
  const Body = STEPS[id].Body as ComponentType<StepProps<StepId>>;
  const steps = page.steps.value;
  const at = steps.indexOf(id);
  const listed = steps.length > 1 && !page.hides("list");
  const top = useRef<HTMLDivElement>(null);
  const read = useRef(id);
  useLayoutEffect(() => {
    // "Next" is at the foot of a step, and the next one is read from its head.
    if (read.current !== id && top.current!.getBoundingClientRect().top < 0) top.current!.scrollIntoView();
    read.current = id;
  }, [id]);
  return (
    <Frame.Provider value={page}>
      <div ref={top} class="learn" data-testid="step" data-step={id} data-settled="true">
        {listed && (
          <>
            <div class="progress" data-testid="progress">
              <span class="hint">
                Step {at + 1} of {steps.length}
              </span>
              <div class="progress-track" aria-hidden="true">
                {steps.map((step, i) => (
                  <i key={step} data-done={i <= at} />
                ))}
              </div>
            </div>
            <nav class="steps" aria-label="Steps">
            {steps.map((step, i) => (
              <button key={step} type="button" class="button" data-testid={`step-${step}`} aria-current={i === at ? "step" : undefined} onClick={() => page.open(step)}>
                {i + 1}. {STEPS[step].title}
              </button>
            ))}
            </nav>
          </>
        )}
        <article key={id} class="lesson" aria-label={title}>
          <h2 class={listed ? "step-title said-by-list" : "step-title"}>{title}</h2>
          <p class="idea">{idea}</p>
          <Body data={page.data} controls={page.controlsOf(id)} />
        </article>
        <div class="button-row step-walk">
          {steps.length > 1 && (
            <button type="button" class="button" data-testid="previous" disabled={at === 0} onClick={() => page.open(steps[at - 1]!)}>
              Back
            </button>
          )}
          {at < steps.length - 1 && (
            <button type="button" class="button" data-testid="next" onClick={() => page.open(steps[at + 1]!)}>
              Next: {STEPS[steps[at + 1]!].title}
            </button>
          )}
          <button type="button" class="button" onClick={() => print()}>
            Print this step
          </button>
          <button type="button" class="button" data-testid="print-questions" title="With room to write them by hand" onClick={() => printQuestions(top.current!)}>
            Print it without answers
          </button>
          {page.lesson.value && !page.data.stepsHere && !page.hides("menu") && (
            <button type="button" class="button" data-testid="leave-lesson" onClick={() => page.leaveLesson()}>
              Leave the lesson
            </button>
          )}
        </div>
        <SavePage page="learn" name={page.lesson.value ? "lesson" : "learn"} query={() => page.address()} />
        {!page.lesson.value && <LessonLink page={page} />}
      </div>
    </Frame.Provider>
  );
}

/** Some browsers print before `print` returns, others after. */
function printQuestions(learn: HTMLElement): void {
  learn.dataset["printed"] = "questions";
  addEventListener("afterprint", () => delete learn.dataset["printed"], { once: true });
  print();
}

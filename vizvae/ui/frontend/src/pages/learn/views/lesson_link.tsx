/** For a teacher: a link to some of the steps as they stand, with the chosen controls alone. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { host } from "../../../hosts/host";
import { copyText } from "../../../parts/explorer/views/clipboard";
import { hideable } from "../address";
import { PARTS, SPECS, STEP_IDS, type StepId } from "../controls";
import type { LearnPage } from "../page";
import { STEPS } from "../steps";

/** As vizvae/ui/shell/projector.py reads it on any page. */
const PROJECTOR = { projector: "on" };

export function LessonLink({ page }: { page: LearnPage }) {
  const open = useSignal(false);
  return (
    <details class="lesson-link" onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary data-testid="lesson-link">For teachers: make a lesson link</summary>
      {open.value && <Maker page={page} />}
    </details>
  );
}

function Maker({ page }: { page: LearnPage }) {
  const chosen = useSignal<readonly StepId[]>([page.step.peek()]);
  const hidden = useSignal<readonly string[]>(["menu"]);
  const projector = useSignal(false);
  const steps = chosen.value;
  const toggle = <T extends string>(list: readonly T[], item: T) => (list.includes(item) ? list.filter((one) => one !== item) : [...list, item]);
  const shows = (name: string, label: string) => (
    <Check key={name} testid={`show-${name}`} checked={!hidden.value.includes(name)} onToggle={() => (hidden.value = toggle(hidden.value, name))}>
      {label}
    </Check>
  );
  const lesson = { steps, hidden: hidden.value.filter((name) => hideable(steps).includes(name) && (name !== "list" || steps.length > 1)) };
  return (
    <div class="lesson-maker">
      <p class="hint">
        Whoever opens the link finds these steps, with everything where it stands now, and of what can be moved or read only what is ticked. It hides; it does not lock: an address can be
        edited.
      </p>
      <fieldset>
        <legend>Steps, in the order in which you tick them</legend>
        {STEP_IDS.map((step) => (
          <Check key={step} testid={`lesson-step-${step}`} checked={steps.includes(step)} onToggle={() => (chosen.value = toggle(steps, step))}>
            {STEPS[step].title} {steps.length > 1 && steps.includes(step) && <strong>({steps.indexOf(step) + 1})</strong>}
          </Check>
        ))}
      </fieldset>
      {steps
        .filter((step) => Object.keys(SPECS[step]).length > 0)
        .map((step) => (
          <fieldset key={step}>
            <legend>What can be moved in “{STEPS[step].title}”</legend>
            {Object.entries(SPECS[step]).map(([key, { label }]) => shows(`${step}.${key}`, label))}
          </fieldset>
        ))}
      <fieldset>
        <legend>What else is shown</legend>
        {Object.entries(PARTS)
          .filter(([part]) => part !== "list" || steps.length > 1)
          .map(([part, label]) => shows(part, label))}
      </fieldset>
      <Check testid="lesson-projector" checked={projector.value} onToggle={() => (projector.value = !projector.value)}>
        For a projector: larger type, thicker lines, fewer words
      </Check>
      {steps.length > 0 ? <Link address={{ ...page.address({ step: steps[0]!, lesson }), ...(projector.value ? PROJECTOR : {}) }} /> : <p>Tick at least one step.</p>}
    </div>
  );
}

function Check({ testid, checked, onToggle, children }: { testid: string; checked: boolean; onToggle(): void; children: ComponentChildren }) {
  return (
    <label class="lesson-check">
      <input type="checkbox" data-testid={testid} checked={checked} onChange={onToggle} />
      <span>{children}</span>
    </label>
  );
}

function Link({ address }: { address: Record<string, string> }) {
  const field = useRef<HTMLInputElement>(null);
  const said = useSignal("");
  // An element knows its whole address.
  const link = Object.assign(document.createElement("a"), { href: host().pageAddress("learn", address) ?? "" }).href;
  const copy = async () => (said.value = (await copyText(link, field.current!)) ? "Copied." : "The browser does not let it be copied: mark it in the line above.");
  return (
    <>
      <input ref={field} class="lesson-address" type="text" readOnly aria-label="The lesson's link" data-testid="lesson-address" value={link} onFocus={(event) => event.currentTarget.select()} />
      <div class="button-row">
        <button type="button" class="button" data-testid="lesson-copy" onClick={() => void copy()}>
          Copy the link
        </button>
        <a class="button" href={link} target="_blank" rel="noopener" data-testid="lesson-try">
          Try it in a new tab
        </a>
        <span class="hint" role="status">
          {said.value}
        </span>
      </div>
    </>
  );
}

/** What can be asked of a run while it trains. */

import { formatSignificant } from "../../../parts/latent/numbers";
import { useLock } from "../../../parts/widgets/change";
import { Explained } from "../../../parts/widgets/explained";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Action, Changeable } from "../contract";
import { ALIVE, RESUMABLE } from "../phases";
import type { LiveRun } from "../live";
import type { TrainingPage } from "../page";

/** With so large a weight on the KL no latent is worth its price. */
const COLLAPSING_BETA = 50;
const CURING_BITS = 0.5;
const SLOW_STEPS = 1;

export function LiveControls({ page, run }: { page: TrainingPage; run: LiveRun }) {
  const { phase, steps_per_second: slow } = run.status.value!;
  const ask = (action: Action, more: { field?: Changeable; value?: number } = {}) => void page.said(() => run.ask({ action, ...more }));
  const deciding = useSignal(false);
  const lock = useLock();
  if (phase === "queued")
    return (
      <div class="button-row">
        <button type="button" class="button" data-testid="cancel" onClick={() => void page.said(() => run.act("cancel"))} {...lock}>
          Take out of the queue
        </button>
      </div>
    );
  if (RESUMABLE.includes(phase))
    return (
      <div class="button-row">
        <button type="button" class="button" data-testid="resume-run" onClick={() => void page.said(() => run.act("resume"))} {...lock}>
          Resume from the last saved state
        </button>
      </div>
    );
  if (!ALIVE.includes(phase)) return null;
  const paused = phase === "paused";
  const { changeable, config } = run.about.value!;
  const can = (field: Changeable) => changeable.includes(field);
  return (
    <>
      <div class="button-row" role="toolbar" aria-label="Control of the run">
        <button type="button" class="button" data-testid="pause" disabled={phase === "starting"} onClick={() => ask(paused ? "resume" : "pause")} {...lock}>
          {paused ? "Go on" : "Pause"}
        </button>
        <button type="button" class="button" data-testid="step" disabled={phase === "starting"} title="One optimiser step, shown with all its numbers; then it waits" onClick={() => ask("step")} {...lock}>
          Single step
        </button>
        <button
          type="button"
          class="button"
          data-testid="slow"
          aria-pressed={slow > 0}
          disabled={phase === "starting"}
          title="One step a second, each shown with all its numbers"
          onClick={() => ask("slow", { value: slow > 0 ? 0 : SLOW_STEPS })}
          {...lock}
        >
          {slow > 0 ? "Full speed" : "Slow motion"}
        </button>
        <button type="button" class="button" data-testid="stop" title="Training ends here and the model is kept" onClick={() => ask("stop")} {...lock}>
          Stop and keep
        </button>
        {deciding.value ? (
          <>
            <button type="button" class="button" data-testid="discard-really" onClick={() => ask("discard")} {...lock}>
              Really discard it
            </button>
            <button type="button" class="button" onClick={() => (deciding.value = false)}>
              No
            </button>
          </>
        ) : (
          <button type="button" class="button" data-testid="discard" onClick={() => (deciding.value = true)} {...lock}>
            Discard
          </button>
        )}
      </div>
      <div class="knobs">
        {can("beta") && <Knob page={page} run={run} field="beta" label="β, the weight of the KL" lowest={0.01} highest={100} zero />}
        <Knob page={page} run={run} field="learning_rate" label="learning rate" lowest={1e-5} highest={0.1} />
        {config.objective.capacity > 0 && can("capacity") && (
          <Knob page={page} run={run} field="capacity" label="capacity C, the KL it is led to (nats)" lowest={0.1} highest={100} zero />
        )}
        {config.objective.capacity === 0 && can("free_bits") && (
          <Knob page={page} run={run} field="free_bits" label="free bits: a latent's KL below this costs nothing (nats)" lowest={0.01} highest={4} zero />
        )}
        {config.objective.capacity === 0 && can("free_bits") && <div class="button-row">
          <button type="button" class="chip" data-testid="collapse" title={`β becomes ${COLLAPSING_BETA}: the KL is dearer than what any latent says`} onClick={() => collapse(page, run)} {...lock}>
            Make it collapse
          </button>
          <button type="button" class="chip" data-testid="cure" title="β becomes 1 again, and half a nat in each latent is free: they wake up" onClick={() => cure(page, run)} {...lock}>
            Cure it
          </button>
        </div>}
      </div>
    </>
  );
}

function collapse(page: TrainingPage, run: LiveRun): void {
  change(page, run, { free_bits: 0, beta: COLLAPSING_BETA });
}

function cure(page: TrainingPage, run: LiveRun): void {
  change(page, run, { beta: 1, free_bits: CURING_BITS });
}

/** Only what is not so already: each change is a mark on the curves. */
function change(page: TrainingPage, run: LiveRun, wanted: Partial<Record<KnobProps["field"], number>>): void {
  void page.said(async () => {
    for (const [field, value] of Object.entries(wanted) as [KnobProps["field"], number][])
      if (inForce(run, field) !== value) await run.ask({ action: "change", field, value });
  });
}

interface KnobProps {
  page: TrainingPage;
  run: LiveRun;
  field: Changeable;
  label: string;
  lowest: number;
  highest: number;
  /** Whether the left end is 0, not `lowest`. */
  zero?: boolean;
}

const STEPS = 400;
/** A run that is asked for something and does not do it so long will not. */
const PATIENCE_MS = 3_000;

/** A logarithmic slider; what it is set to is asked for when it is let go. */
function Knob({ page, run, field, label, lowest, highest, zero = false }: KnobProps) {
  const dragged = useSignal<number | null>(null);
  const lock = useLock();
  const patience = useRef(0);
  const set = inForce(run, field);
  // Where it was let go it stays until the run has taken it, instead of jumping back and forth.
  useEffect(() => {
    if (!patience.current) return undefined;
    clearTimeout(patience.current);
    patience.current = 0;
    dragged.value = null;
    return undefined;
  }, [set]);
  useEffect(() => () => clearTimeout(patience.current), []);
  const value = dragged.value ?? set;
  const span = Math.log(highest / lowest);
  const place = value <= (zero ? lowest / 1.001 : 0) ? 0 : Math.round((STEPS * Math.log(Math.max(value, lowest) / lowest)) / span);
  const valueAt = (at: number) => (zero && at === 0 ? 0 : Number((lowest * Math.exp((span * at) / STEPS)).toPrecision(2)));
  return (
    <div class="knob">
      <span id={`label-${field}`}>
        <Explained text={label} /> <output data-testid={`knob-${field}`}>{formatSignificant(value, 2)}</output>
      </span>
      <input
        type="range"
        class="slider"
        data-testid={`slide-${field}`}
        aria-labelledby={`label-${field}`}
        min={0}
        max={STEPS}
        step={1}
        value={place}
        aria-valuetext={formatSignificant(value, 2)}
        onInput={(event) => (dragged.value = valueAt(event.currentTarget.valueAsNumber))}
        onChange={(event) => {
          const wanted = valueAt(event.currentTarget.valueAsNumber);
          dragged.value = wanted;
          clearTimeout(patience.current);
          void page.said(() => run.ask({ action: "change", field, value: wanted })).then((asked) => {
            if (!asked) dragged.value = null;
            else patience.current = window.setTimeout(() => (dragged.value = null), PATIENCE_MS);
          });
        }}
        {...lock}
      />
    </div>
  );
}

/** What was last asked for, or else what the run began with. */
function inForce(run: LiveRun, field: KnobProps["field"]): number {
  const { config } = run.about.value!;
  const last = run.events.value.findLast((event) => event.kind === "changed" && event.field === field);
  return last?.new ?? (field === "learning_rate" ? config.learning_rate : config.objective[field]);
}

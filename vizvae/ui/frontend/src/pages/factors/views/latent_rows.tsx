/** The model's latents: a slider each, the image's own code as a mark on it, and how far the latent moved when a factor was moved. */

import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { formatDecimal, formatKl, formatLatent } from "../../../parts/latent/numbers";
import { useImmediateEffect } from "../../../parts/widgets/use_immediate_effect";
import { NameField } from "../../../parts/widgets/name_field";
import { TypedValue } from "../../../parts/widgets/typed_value";
import { valueAfterKey } from "../../../parts/widgets/slider_keys";
import { answersTo } from "../answers";
import type { FactorLatent } from "../contract";
import type { Exploration } from "../exploration";
import type { FactorPage } from "../page";
import { sliderRange } from "../ranges";
import { LatentDot } from "./latent_dot";

interface Props {
  page: FactorPage;
  exploration: Exploration;
}

/** Of the bars, in standard deviations to either side. */
const BAR_REACH = 4;
/** Of a slider, more than it has half pixels. */
const VISIBLE_STEPS = 600;
/** Of its width, by a key. */
const SMALL_STEP = 1 / 120;
const LARGE_STEP = 1 / 12;

export function LatentRows({ page, exploration }: Props) {
  const factor = exploration.factor.value;
  const name = exploration.factors[factor]!.name;
  const around = exploration.around.value;
  const answers = around && answersTo(factor, around, exploration.model.latents);
  const departed = exploration.departure.value;
  return (
    <section class="bench-rows latent-rows" aria-label="Latents">
      <div class="latent-key">
        <h3>The model’s latents</h3>
        <span class="hint latent-key-bars" title="Pale: how far it moves over all values. Full: how far it moved from where the slider was taken.">
          moved by <strong>{name}</strong>, in sd
        </span>
      </div>
      {exploration.byKl.map((facts) => (
        <LatentRow
          key={facts.index}
          page={page}
          exploration={exploration}
          facts={facts}
          // Pale bars are seen from where the solid ones begin.
          low={answers ? answers[facts.index]!.low - baseOf(exploration, facts, departed !== null) : 0}
          high={answers ? answers[facts.index]!.high - baseOf(exploration, facts, departed !== null) : 0}
        />
      ))}
    </section>
  );
}

/** Where the latent was when the hand took hold of the factor, or where it is at rest, in sds from the mean. */
function baseOf(exploration: Exploration, { index, mean, std }: FactorLatent, departed: boolean): number {
  const departure = exploration.departure.peek();
  const around = exploration.around.peek();
  const code = departed && departure?.factor === exploration.factor.peek() ? departure.code : around?.code(around.rowOf(around.centre)!);
  return code ? (code[index]! - mean) / Math.max(std, 1e-6) : 0;
}

interface RowProps extends Props {
  facts: FactorLatent;
  low: number;
  high: number;
}

function LatentRow({ page, exploration, facts, low, high }: RowProps) {
  const { index, kl, active } = facts;
  const text = useComputed(() => formatLatent(exploration.z[index]!.value));
  const nameOf = page.nameOf(index);
  return (
    <div
      class="latent-row"
      data-testid={`latent-${index}`}
      data-selected={exploration.latent.value === index}
      data-marked={exploration.cell.value?.[1] === index}
      data-active={active}
      role="group"
      aria-label={nameOf}
      onPointerEnter={() => (exploration.latent.value = index)}
      onPointerLeave={() => (exploration.latent.value = null)}
    >
      <span class="latent-name">
        <LatentDot exploration={exploration} latent={index} />
        <NameField
          latent={index}
          isShared={page.names.value.areShared}
          nameOf={(latent) => page.nameOf(latent)}
          rename={(latent, name) => page.names.peek().rename(latent, name)}
        />
      </span>
      <span class="latent-kl" title="How much this latent says about an image, averaged over the data (KL, in nats).">
        {kl === null ? "" : `KL ${formatKl(kl)}`}
      </span>
      <LatentSlider page={page} exploration={exploration} facts={facts} />
      <TypedValue
        text={text}
        label={nameOf}
        testid={`typed-${index}`}
        range={sliderRange(facts)}
        value={() => exploration.z[index]!.peek()}
        onType={(value) => {
          exploration.moveLatent(index, value);
          exploration.commitLatent();
        }}
      />
      <ShiftBar exploration={exploration} facts={facts} low={low} high={high} />
    </div>
  );
}

function LatentSlider({ page, exploration, facts }: Omit<RowProps, "low" | "high">) {
  const { index } = facts;
  const range = sliderRange(facts);
  const input = useRef<HTMLInputElement>(null);
  const mark = useRef<HTMLDivElement>(null);
  const before = useRef(0);
  const width = range.to - range.from;
  useImmediateEffect(() => {
    const value = exploration.z[index]!.value;
    const element = input.current!;
    // Each costs a layout, ten a frame while a factor is dragged: a latent that hardly moves can wait until it has moved half a pixel.
    if (Math.abs(element.valueAsNumber - value) < width / VISIBLE_STEPS) return;
    element.value = String(value);
    element.ariaValueText = formatLatent(value);
  });
  useImmediateEffect(() => {
    const code = exploration.shown.value?.code[index];
    if (code !== undefined) mark.current!.style.transform = `translateX(${(100 * (code - range.from)) / width}%)`;
  });
  return (
    <div class="latent-slider">
      <div class="latent-track" aria-hidden="true">
        <div ref={mark} class="code-carrier">
          <div class="code-mark" />
        </div>
      </div>
      <input
        ref={input}
        type="range"
        class="slider"
        data-testid={`slider-${index}`}
        min={range.from}
        max={range.to}
        step="any"
        aria-label={`${page.nameOf(index)}, latent ${index}`}
        onPointerDown={() => (before.current = exploration.z[index]!.peek())}
        onPointerCancel={() => exploration.moveLatent(index, before.current)} // the finger turned out to scroll the page
        onFocus={() => (exploration.latent.value = index)}
        onInput={(event) => exploration.moveLatent(index, event.currentTarget.valueAsNumber)}
        onChange={() => exploration.commitLatent()}
        onKeyDown={(event) => {
          const width = range.to - range.from;
          const next = valueAfterKey(event.key, exploration.z[index]!.peek(), range, SMALL_STEP * width, LARGE_STEP * width);
          if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          exploration.moveLatent(index, next);
        }}
        onKeyUp={() => exploration.commitLatent()}
      />
    </div>
  );
}

/** Pale: over all values of the factor. Full: from where the factor was taken to where it is, which is written beside it. */
function ShiftBar({ exploration, facts, low, high }: { exploration: Exploration; facts: FactorLatent; low: number; high: number }) {
  const bar = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLOutputElement>(null);
  const shown = useRef(NaN);
  useImmediateEffect(() => {
    const shift = shiftOf(exploration, facts);
    if (Math.abs(shift - shown.current) < 0.01 && shift !== 0) return;
    shown.current = shift;
    const clipped = Math.min(BAR_REACH, Math.max(-BAR_REACH, shift));
    bar.current!.style.transform = `scaleX(${clipped / BAR_REACH})`;
    bar.current!.dataset["shift"] = shift.toFixed(2);
    const said = Math.abs(shift) < 0.05 ? "" : formatDecimal(shift, 1).replace(/^(?=\d)/, "+");
    if (text.current!.textContent !== said) text.current!.textContent = said;
  });
  const place = (value: number) => 50 + (50 * Math.min(BAR_REACH, Math.max(-BAR_REACH, value))) / BAR_REACH;
  return (
    <div class="shift" data-testid={`shift-${facts.index}`}>
      {facts.active && <div class="shift-reach" style={{ left: `${place(low)}%`, width: `${place(high) - place(low)}%` }} />}
      <div class="shift-half">
        <div ref={bar} class="shift-bar" />
      </div>
      <output ref={text} class="shift-text" />
    </div>
  );
}

function shiftOf({ departure, shown }: Exploration, { index, std, active }: FactorLatent): number {
  const from = departure.value;
  const now = shown.value;
  return from && now && active ? (now.code[index]! - from.code[index]!) / Math.max(std, 1e-6) : 0;
}

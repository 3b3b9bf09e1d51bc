/** The parts of a row that share its horizontal axis, from low to high values of one latent. */

import { useRef } from "preact/hooks";
import { formatLatent } from "../../latent/numbers";
import type { App } from "../app";
import type { LatentFacts } from "../contract";
import { REACH, type SliderRange, type Workspace } from "../workspace";
import { valueAfterKey } from "../../widgets/slider_keys";
import { useImmediateEffect } from "../../widgets/use_immediate_effect";

export interface Place {
  app: App;
  workspace: Workspace;
  index: number;
  range: SliderRange;
}

/** In standard deviations of the data. */
const SMALL_STEP = 0.05;
const LARGE_STEP = 0.5;

function fraction(value: number, { from, to }: SliderRange): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** A latent's slider below what is known of its axis: the data, the input's posterior, the present value. */
export function LatentAxis({ counts, ...place }: Place & { counts: LatentFacts["histogram"] }) {
  return (
    <>
      <div class="axis-plot">
        <Histogram counts={counts} range={place.range} />
        <PosteriorBand {...place} />
        <ValueMark {...place} />
      </div>
      <Slider {...place} />
    </>
  );
}

function Histogram({ counts: { from, to, counts }, range }: { counts: LatentFacts["histogram"]; range: SliderRange }) {
  const largest = Math.max(...counts, 1);
  const step = (to - from) / counts.length;
  const path = counts
    .map((count, i) => {
      const left = 100 * fraction(from + i * step, range);
      const right = 100 * fraction(from + (i + 1) * step, range);
      return `M${left} 20V${20 - (19 * count) / largest}H${right}V20`;
    })
    .join("");
  return (
    <svg class="histogram" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

function PosteriorBand({ workspace, index, range }: Place) {
  const posterior = workspace.input.value?.posterior;
  if (!posterior) return null;
  const mu = posterior.mu[index]!;
  const std = posterior.logvar ? Math.exp(posterior.logvar[index]! / 2) : 0;
  const left = fraction(mu - std, range);
  const width = fraction(mu + std, range) - left;
  const percent = (value: number) => `${100 * value}%`;
  const title = posterior.logvar ? `Posterior of the input: ${formatLatent(mu)} ± ${std.toFixed(2)}` : `Code of the input: ${formatLatent(mu)}`;
  return (
    <div class="posterior" data-testid={`posterior-${index}`} title={title}>
      <div class="posterior-band" style={{ left: percent(left), width: percent(width) }} />
      <div class="posterior-mean" style={{ left: percent(fraction(mu, range)) }} />
    </div>
  );
}

/** Moved by a transform alone, so that a drag causes no layout. */
function ValueMark({ workspace, index, range }: Place) {
  const carrier = useRef<HTMLDivElement>(null);
  useImmediateEffect(() => {
    carrier.current!.style.transform = `translateX(${100 * fraction(workspace.z[index]!.value, range)}%)`;
  });
  return (
    <div ref={carrier} class="value-carrier">
      <div class="value-mark" />
    </div>
  );
}

function Slider({ app, workspace, index, range }: Place) {
  const input = useRef<HTMLInputElement>(null);
  const before = useRef(0);
  const std = (range.to - range.from) / (2 * REACH);
  useImmediateEffect(() => {
    const value = workspace.z[index]!.value;
    const element = input.current!;
    if (element.valueAsNumber !== value) element.value = String(value);
    element.ariaValueText = formatLatent(value);
  });
  const touched = () => {
    app.actions.animation.stop();
    app.live.preview.value = null;
    workspace.selected.value = index;
  };
  return (
    <input
      ref={input}
      type="range"
      class="slider"
      data-testid={`slider-${index}`}
      min={range.from}
      max={range.to}
      step="any"
      aria-label={`${workspace.nameOf(index)}, latent ${index}`}
      onPointerDown={() => {
        touched();
        before.current = workspace.z[index]!.peek();
      }}
      onPointerCancel={() => workspace.move(index, before.current)} // the finger turned out to scroll the page
      onFocus={() => (workspace.selected.value = index)}
      onInput={(event) => workspace.move(index, event.currentTarget.valueAsNumber)}
      onChange={() => workspace.commitMove()}
      onKeyDown={(event) => {
        const next = valueAfterKey(event.key, workspace.z[index]!.peek(), range, SMALL_STEP * std, LARGE_STEP * std);
        if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        touched();
        workspace.move(index, next);
      }}
      onKeyUp={() => workspace.commitMove()}
    />
  );
}

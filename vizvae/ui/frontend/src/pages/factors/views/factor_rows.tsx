/** The true factors: a slider each, and below it what the image becomes along the way. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { useComputed } from "@preact/signals";
import { bytePixels, stripWidth } from "../../../parts/drawing/pixels";
import { stripGap } from "../../../parts/explorer/strips";
import { valueAfterKey } from "../../../parts/widgets/slider_keys";
import { useImmediateEffect } from "../../../parts/widgets/use_immediate_effect";
import type { Exploration } from "../exploration";
import type { FactorPage } from "../page";
import { mostProbable } from "../reading";

interface Props {
  page: FactorPage;
  exploration: Exploration;
}

const STRIP_IMAGES = 7;
const LARGE_STEP = 5;

export function FactorRows({ page, exploration }: Props) {
  return (
    <section class="bench-rows factor-rows" aria-label="True factors" data-skip-target>
      <div class="latent-key">
        <h3>True factors</h3>
        {exploration.model.readerUrl && (
          <span
            class="hint"
            title="A second network, trained on drawn images together with their factors, looks at the decoded image. The bars are how probable it finds each value."
          >
            <i class="swatch-read" /> read from the decoded image
          </span>
        )}
      </div>
      {exploration.factors.map((_, factor) => (
        <FactorRow key={factor} page={page} exploration={exploration} factor={factor} />
      ))}
    </section>
  );
}

function FactorRow({ page, exploration, factor }: Props & { factor: number }) {
  const { name, values } = exploration.factors[factor]!;
  const text = useComputed(() => values[exploration.at[factor]!.value]!);
  return (
    <div class="factor-row" data-testid={`factor-${factor}`} data-selected={exploration.factor.value === factor} data-marked={exploration.cell.value?.[0] === factor} role="group" aria-label={name}>
      <div class="factor-head">
        <strong>{name}</strong>
        {exploration.model.readerUrl && <ReadValue page={page} exploration={exploration} factor={factor} />}
        <output data-testid={`factor-value-${factor}`}>{text}</output>
      </div>
      {exploration.model.readerUrl && <Distribution page={page} factor={factor} size={values.length} />}
      <FactorSlider exploration={exploration} factor={factor} />
      <FactorStrip exploration={exploration} factor={factor} />
    </div>
  );
}

/** The value that the decoded image would be read as having. */
function ReadValue({ page, exploration, factor }: Props & { factor: number }) {
  const { values } = exploration.factors[factor]!;
  const text = useComputed(() => {
    const distribution = page.reading.value?.[factor];
    return distribution ? values[mostProbable(distribution)]! : "";
  });
  return (
    <output class="read-value" data-testid={`read-value-${factor}`} aria-label="Read from the decoded image">
      {text}
    </output>
  );
}

/** How probable the reader finds each value, above the slider's places for them. */
function Distribution({ page, factor, size }: { page: FactorPage; factor: number; size: number }) {
  const path = useRef<SVGPathElement>(null);
  useImmediateEffect(() => {
    const distribution = page.reading.value?.[factor];
    const bar = (probability: number, value: number) => `M${value + 0.08} 20V${(20 - 20 * probability).toFixed(2)}H${value + 0.92}V20`;
    path.current!.setAttribute("d", distribution ? distribution.map(bar).join("") : "");
  });
  return (
    <svg class="read-distribution" viewBox={`0 0 ${size} 20`} preserveAspectRatio="none" aria-hidden="true">
      <path ref={path} />
    </svg>
  );
}

/** Its axis is divided into equal parts, one a value, as the strip below is. */
function FactorSlider({ exploration, factor }: { exploration: Exploration; factor: number }) {
  const { name, values } = exploration.factors[factor]!;
  const input = useRef<HTMLInputElement>(null);
  const last = values.length - 1;
  useImmediateEffect(() => {
    const value = exploration.at[factor]!.value;
    const element = input.current!;
    if (element.valueAsNumber !== value + 0.5) element.value = String(value + 0.5);
    element.ariaValueText = values[value]!;
  });
  const valueAt = (place: number) => Math.min(last, Math.max(0, Math.floor(place)));
  return (
    <input
      ref={input}
      type="range"
      class="slider"
      data-testid={`factor-slider-${factor}`}
      min={0}
      max={values.length}
      step="any"
      aria-label={name}
      onPointerDown={() => exploration.depart(factor)}
      onPointerCancel={() => {
        const departure = exploration.departure.peek();
        if (departure) exploration.moveFactor(factor, departure.value); // the finger turned out to scroll the page
      }}
      onFocus={() => (exploration.factor.value = factor)}
      onInput={(event) => {
        const value = valueAt(event.currentTarget.valueAsNumber);
        exploration.moveFactor(factor, value);
        event.currentTarget.value = String(value + 0.5);
      }}
      onChange={() => exploration.commitFactor()}
      onKeyDown={(event) => {
        const value = exploration.at[factor]!.peek();
        const next = valueAfterKey(event.key, value, { from: 0, to: last }, 1, LARGE_STEP);
        if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        if (!event.repeat) exploration.depart(factor);
        exploration.moveFactor(factor, next);
      }}
      onKeyUp={() => exploration.commitFactor()}
    />
  );
}

/** The values whose images stand at equal distances along the strip: below the slider's places for them. */
export function stripValues(size: number): number[] {
  const count = Math.min(size, STRIP_IMAGES);
  return Array.from({ length: count }, (_, i) => Math.min(size - 1, Math.floor(((i + 0.5) * size) / count)));
}

export function FactorStrip({ exploration, factor }: { exploration: Exploration; factor: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, channels } = exploration.model.image;
  const values = stripValues(exploration.factors[factor]!.values.length);
  const around = exploration.around.value;
  useLayoutEffect(() => {
    if (!around) return;
    const context = canvas.current!.getContext("2d")!;
    context.clearRect(0, 0, canvas.current!.width, height); // another factor may have fewer images
    values.forEach((value, i) => {
      const image = around.image(around.rowAlong(factor, value));
      context.putImageData(new ImageData(bytePixels(image, channels), width), Math.round(((i + 0.5) * canvas.current!.width) / values.length - width / 2), 0);
    });
  }, [around, factor]);
  return (
    <canvas
      ref={canvas}
      class="pixels factor-strip"
      data-testid={`factor-strip-${factor}`}
      width={stripWidth(STRIP_IMAGES, width, stripGap(width))}
      height={height}
      aria-hidden="true"
      title="Click to go there"
      onClick={(event) => {
        const box = canvas.current!.getBoundingClientRect();
        const image = Math.floor(((event.clientX - box.left) / box.width) * values.length);
        exploration.depart(factor);
        exploration.moveFactor(factor, values[Math.min(values.length - 1, Math.max(0, image))]!);
        exploration.commitFactor();
      }}
    />
  );
}

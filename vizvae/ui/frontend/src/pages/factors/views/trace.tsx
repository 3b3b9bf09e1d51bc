/** mu of every latent over all values of one factor, and where the factor is now. */

import { useRef } from "preact/hooks";
import { Choice } from "../../../parts/widgets/choice";
import { useImmediateEffect } from "../../../parts/widgets/use_immediate_effect";
import { useWidth } from "../../../parts/widgets/use_width";
import { answersTo, byReach, sentence } from "../answers";
import type { Exploration } from "../exploration";
import type { FactorPage } from "../page";
import { latentColour, LatentDot } from "./latent_dot";

interface Props {
  page: FactorPage;
  exploration: Exploration;
}

const HEIGHT = 180;
const [LEFT, RIGHT, TOP, BOTTOM] = [34, 12, 10, 22];
/** Standard deviations to either side, unless some trace goes further. */
const REACH = 2.5;
const NAMED = 4;

export function Trace({ page, exploration }: Props) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const factor = exploration.factor.value;
  const { name, values } = exploration.factors[factor]!;
  const around = exploration.around.value;
  const { latents } = exploration.model;
  const answers = around ? answersTo(factor, around, latents) : [];
  const ordered = byReach(answers, latents);
  const reach = Math.max(REACH, ...ordered.flatMap(({ low, high }) => [-low, high]));
  const right = Math.max(LEFT + 1, width.value - RIGHT);
  const part = (right - LEFT) / values.length;
  const across = (value: number) => LEFT + (value + 0.5) * part;
  const down = (sds: number) => TOP + ((reach - sds) / (2 * reach)) * (HEIGHT - TOP - BOTTOM);
  const pointed = exploration.latent.value;
  return (
    <section class="trace" aria-label="How the latents answer to a factor">
      <div class="section-head">
        <h3>How the latents answer to {name}</h3>
        <Choice
          label="Factor"
          testid="trace-factor"
          value={String(factor)}
          options={exploration.factors.map((facts, i) => ({ key: String(i), label: facts.name }))}
          onChoose={(key) => exploration.look({ factor: Number(key) })}
        />
      </div>
      <p data-testid="trace-sentence">{around ? sentence(name, ordered, (latent) => page.nameOf(latent)) : " "}</p>
      <div ref={frame} class="trace-frame" style={{ height: `${HEIGHT}px` }}>
        {width.value > 0 && (
          <svg width={width.value} height={HEIGHT} role="img" aria-label={`Posterior mean of each latent over the values of ${name}`} data-testid="trace">
            {[-2, 0, 2].map((sds) => (
              <g key={sds} class="chart-axes">
                <path d={`M${LEFT} ${down(sds).toFixed(1)}H${right}`} />
                <text x={LEFT - 6} y={down(sds)} dy="0.32em" text-anchor="end">
                  {sds === 0 ? "0" : sds > 0 ? "+2 sd" : "−2 sd"}
                </text>
              </g>
            ))}
            <g class="chart-axes">
              {labelled(values, right - LEFT).map((value) => (
                <text key={value} x={across(value)} y={HEIGHT - 6} text-anchor="middle">
                  {values[value]}
                </text>
              ))}
            </g>
            {[...ordered].reverse().map(({ latent, trace }) => (
              <path
                key={latent}
                class="trace-line"
                data-dimmed={pointed !== null && pointed !== latent}
                d={`M${Array.from(trace, (sds, value) => `${across(value).toFixed(1)} ${down(sds).toFixed(1)}`).join("L")}`}
                stroke={latentColour(exploration, latent)}
                onPointerEnter={() => (exploration.latent.value = latent)}
                onPointerLeave={() => (exploration.latent.value = null)}
              />
            ))}
          </svg>
        )}
        <Here exploration={exploration} left={LEFT} right={right} />
      </div>
      <ul class="trace-key">
        {ordered.map(({ latent, low, high }, i) => (
          <li key={latent} data-minor={i >= NAMED} onPointerEnter={() => (exploration.latent.value = latent)} onPointerLeave={() => (exploration.latent.value = null)}>
            <LatentDot exploration={exploration} latent={latent} /> {page.nameOf(latent)} <span class="hint">{(high - low).toFixed(1)} sd</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The present value. Moved by a transform alone, so that a drag causes no layout. */
function Here({ exploration, left, right }: { exploration: Exploration; left: number; right: number }) {
  const carrier = useRef<HTMLDivElement>(null);
  useImmediateEffect(() => {
    const factor = exploration.factor.value;
    const { length } = exploration.factors[factor]!.values;
    carrier.current!.style.transform = `translateX(${(100 * (exploration.at[factor]!.value + 0.5)) / length}%)`;
  });
  return (
    <div ref={carrier} class="trace-carrier" style={{ left: `${left}px`, width: `${right - left}px`, bottom: `${BOTTOM}px` }}>
      <div class="trace-here" />
    </div>
  );
}

/** Values that have room for their words below the axis. */
function labelled(values: readonly string[], width: number): number[] {
  const widest = Math.max(...values.map(({ length }) => length)) * 7 + 14;
  const every = Math.max(1, Math.ceil((widest * values.length) / Math.max(width, 1)));
  return values.map((_, value) => value).filter((value) => value % every === 0);
}

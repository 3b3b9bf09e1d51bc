/**
 * Accuracy against the number of labels: mean and sd over draws, the numbers under the pointer. The points are those that
 * vizvae.figures.plot_label_efficiency draws; this is for a page without Python.
 */

import { counted, formatCount, percent } from "../../../parts/latent/numbers";
import { useSignal } from "@preact/signals";
import { useWidth } from "../../../parts/widgets/use_width";
import type { LabelCurve } from "../contract";

const [LEFT, RIGHT, TOP, BOTTOM, HEIGHT] = [44, 14, 10, 36, 270];
const inHundred = (value: number) => (100 * value).toFixed(1);

export function LabelCurves({ curves }: { curves: readonly LabelCurve[] }) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const counts = curves[0]!.numLabels;
  const at = useSignal(counts.indexOf(100));
  const [first, last] = [Math.log(counts[0]!), Math.log(counts.at(-1)!)];
  const right = Math.max(LEFT + 1, width.value - RIGHT);
  const across = (count: number) => LEFT + ((Math.log(count) - first) / (last - first)) * (right - LEFT);
  const down = (share: number) => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
  const place = ({ numLabels }: LabelCurve, values: readonly number[]) => values.map((value, i) => `${across(numLabels[i]!).toFixed(1)} ${down(value).toFixed(1)}`);
  const said = ({ numLabels, accuracy, sd }: LabelCurve) => {
    const i = numLabels.indexOf(counts[at.value]!);
    return i < 0 ? "not measured" : `${inHundred(accuracy[i]!)} ± ${inHundred(sd[i]!)}`;
  };
  const follow = (event: PointerEvent) => {
    const x = event.clientX - (event.currentTarget as Element).getBoundingClientRect().left;
    const far = counts.map((count) => Math.abs(across(count) - x));
    at.value = far.indexOf(Math.min(...far));
  };
  return (
    <figure class="label-curves" data-testid="label-curves" style={{ margin: 0 }}>
      <div ref={frame} style={{ minHeight: `${HEIGHT}px` }}>
        {width.value > 0 && (
          <svg width={width.value} height={HEIGHT} role="img" aria-label="Accuracy against the number of labels" onPointerMove={follow} onPointerDown={follow}>
            {[0, 0.25, 0.5, 0.75, 1].map((share) => (
              <g key={share}>
                <line class="grid" x1={LEFT} x2={right} y1={down(share)} y2={down(share)} />
                <text x={LEFT - 6} y={down(share) + 4} text-anchor="end">
                  {percent(100 * share)}
                </text>
              </g>
            ))}
            {counts.map((count, i) => (
              <text key={count} x={across(count)} y={HEIGHT - BOTTOM + 16} text-anchor={i === counts.length - 1 ? "end" : "middle"}>
                {formatCount(count)}
              </text>
            ))}
            <text x={(LEFT + right) / 2} y={HEIGHT - 3} text-anchor="middle">
              labels (logarithmic)
            </text>
            <line class="grid" x1={across(counts[at.value]!)} x2={across(counts[at.value]!)} y1={TOP} y2={HEIGHT - BOTTOM} />
            {curves.map((curve) => (
              <path key={curve.name} class="band" style={{ fill: curve.colour }} d={`M${[...place(curve, curve.high), ...place(curve, curve.low).reverse()].join("L")}Z`} />
            ))}
            {curves.map((curve) => (
              <path key={curve.name} class="line" style={{ stroke: curve.colour }} stroke-dasharray={curve.dashed ? "6 4" : undefined} d={`M${place(curve, curve.accuracy).join("L")}`} />
            ))}
            {curves
              .filter(({ numLabels }) => numLabels.length === 1)
              .map(({ name, colour, numLabels: [count], accuracy: [mean], low: [low], high: [high] }) => (
                <g key={name} data-testid="one-number">
                  <path class="line" style={{ stroke: colour }} d={`M${across(count!)} ${down(low!)}V${down(high!)}`} />
                  <circle cx={across(count!)} cy={down(mean!)} r={4} style={{ fill: colour }} />
                </g>
              ))}
          </svg>
        )}
      </div>
      <figcaption>
        <p class="hint">
          Accuracy with {counted(counts[at.value]!, "label")}, percent, mean ± sd over draws of the labels. Point at the picture for other numbers.
        </p>
        <span class="legend">
          {curves.map((curve) => (
            <span key={curve.name}>
              <svg class="legend-line" viewBox="0 0 24 8" aria-hidden="true">
                <line x1="0" x2="24" y1="4" y2="4" style={{ stroke: curve.colour }} stroke-dasharray={curve.dashed ? "6 4" : undefined} />
              </svg>
              {curve.name} <output>{said(curve)}</output>
            </span>
          ))}
        </span>
      </figcaption>
    </figure>
  );
}

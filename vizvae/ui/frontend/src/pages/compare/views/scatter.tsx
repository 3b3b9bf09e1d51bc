/** The models as points: any two figures against each other. */

import { linePath } from "../../../parts/chart/scale";
import { Choice } from "../../../parts/widgets/choice";
import { useWidth } from "../../../parts/widgets/use_width";
import { FIGURES, FIGURE_KEYS } from "../address";
import type { ComparePage } from "../page";
import { placeLabels, pointsOf, scaleOf, shareOf, ticksOf } from "../scatter";
import { short } from "../words";

const HEIGHT = 340;
const LEFT = 56;
const TOP = 14;
const BOTTOM = 24;
/** Of a letter of the labels, about. */
const LETTER = 7;
const OPTIONS = FIGURE_KEYS.map((key) => ({ key, label: FIGURES[key].label }));

export function Scatter({ page }: { page: ComparePage }) {
  const { x, y } = page.axes;
  const [frame, width] = useWidth<HTMLDivElement>();
  const { points, without } = pointsOf(page.data.models, x.value, y.value);
  const across = scaleOf(points.map((point) => point.x), FIGURES[x.value].log);
  const up = scaleOf(points.map((point) => point.y), FIGURES[y.value].log);
  const isRateDistortion = x.value === "kl" && y.value === "recon_nll";
  return (
    <section class="compare-scatter" aria-label="Figures against each other">
      <h3>{isRateDistortion ? "Rate and distortion" : "Figures against each other"}</h3>
      <div class="button-row">
        <Choice label="Across" testid="axis-x" value={x.value} options={OPTIONS} onChoose={(key) => page.setAxis("x", key as typeof x.value)} />
        <Choice label="Up" testid="axis-y" value={y.value} options={OPTIONS} onChoose={(key) => page.setAxis("y", key as typeof y.value)} />
      </div>
      <p class="hint">
        {isRateDistortion
          ? "What the latents carry against what is lost in the image; further left and further down is better, and no β has both. The line joins five VAEs that differ in β alone. Along a dotted line the two together, the negative ELBO, are the same."
          : "Of each of these, less is better: the best models stand further left and further down."}
      </p>
      <div ref={frame} class="line-chart" style={{ height: `${HEIGHT}px` }}>
        {width.value > 0 && across && up && (
          <Chart page={page} width={width.value} points={points} across={across} up={up} isRateDistortion={isRateDistortion} />
        )}
      </div>
      {without.length > 0 && (
        <p class="hint" data-testid="scatter-without">
          Without {FIGURES[x.value].short.split(",")[0]} or {FIGURES[y.value].short.split(",")[0]}, and so not on the chart: {without.join(", ")}.
        </p>
      )}
    </section>
  );
}

interface ChartProps {
  page: ComparePage;
  width: number;
  points: ReturnType<typeof pointsOf>["points"];
  across: NonNullable<ReturnType<typeof scaleOf>>;
  up: NonNullable<ReturnType<typeof scaleOf>>;
  isRateDistortion: boolean;
}

function Chart({ page, width, points, across, up, isRateDistortion }: ChartProps) {
  const right = width - 8;
  const bottom = HEIGHT - BOTTOM;
  const placeX = (value: number) => LEFT + shareOf(across, value) * (right - LEFT);
  const placeY = (value: number) => bottom - shareOf(up, value) * (bottom - TOP);
  const xs = ticksOf(across, Math.max(2, (right - LEFT) / 110));
  const ys = ticksOf(up, 5);
  const [xName, yName] = [FIGURES[page.axes.x.value].short, FIGURES[page.axes.y.value].short];
  const labels = placeLabels(points.map(({ title, x, y }) => ({ x: placeX(x), y: placeY(y), width: LETTER * title.length })), { left: LEFT + 2, right, top: TOP, bottom: bottom - 4 });
  const family = page.data.family.flatMap((name) => points.filter((point) => point.name === name));
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={points.map(({ title, x, y }) => `${title}: ${short(x)} ${xName}, ${short(y)} ${yName}`).join("; ")} data-testid="scatter">
      <g class="chart-axes">
        {ys.map((tick) => (
          <g key={tick}>
            <path d={`M${LEFT} ${placeY(tick).toFixed(1)}H${right}`} />
            <text x={LEFT - 5} y={placeY(tick)} dy="0.32em" text-anchor="end">
              {short(tick)}
            </text>
          </g>
        ))}
        {xs
          .filter((tick) => placeX(tick) < right - LETTER * (xName.length + 4))
          .map((tick) => (
            <text key={tick} x={placeX(tick)} y={HEIGHT - 6} text-anchor="middle">
              {short(tick)}
            </text>
          ))}
        <text x={right} y={HEIGHT - 6} text-anchor="end">
          {xName} →
        </text>
        <text x={4} y={TOP - 3}>
          ↑ {yName}
        </text>
      </g>
      {isRateDistortion && (
        <>
          <g class="scatter-sums">
            {sums(across.range, up.range).map((sum) => (
              <path key={sum} d={`M${placeX(across.range.low)} ${placeY(sum - across.range.low)}L${placeX(across.range.high)} ${placeY(sum - across.range.high)}`} />
            ))}
          </g>
          <path class="chart-line scatter-family" d={linePath(family.map(({ x }) => x), family.map(({ y }) => y), (a, b) => [placeX(a), placeY(b)], family.length)} />
        </>
      )}
      {points.map(({ name, title, x, y }, i) => (
        <g key={name} class="scatter-point" data-testid={`point-${name}`} data-family={isRateDistortion && page.data.family.includes(name)} data-dimmed={!page.visible.value.some(({ facts }) => facts.name === name) && !page.data.family.includes(name)}>
          <circle cx={placeX(x)} cy={placeY(y)} r={5} />
          <text x={labels[i]!.x} y={labels[i]!.y} dy="0.32em" text-anchor={labels[i]!.end ? "end" : "start"}>
            {title}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** Five values of rate + distortion, whose lines cross the chart. */
function sums(x: { low: number; high: number }, y: { low: number; high: number }): number[] {
  const [low, high] = [x.low + y.low, x.high + y.high];
  return Array.from({ length: 6 }, (_, i) => low + ((i + 0.5) / 6) * (high - low));
}

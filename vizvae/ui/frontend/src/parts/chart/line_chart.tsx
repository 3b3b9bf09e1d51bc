/** Lines over time, with marks where something was changed, and the numbers under the pointer. */

import { formatSignificant } from "../latent/numbers";
import { Explained } from "../widgets/explained";
import { useSignal } from "@preact/signals";
import { linePath, nearestIndex, rangeOf, tickLabel, ticks, type Range } from "./scale";
import { useWidth } from "../widgets/use_width";

export interface Line {
  name: string;
  /** Ascending. */
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** A CSS colour. */
  colour: string;
  dashed?: boolean;
}

export interface Mark {
  x: number;
  label: string;
}

interface Props {
  testid: string;
  title: string;
  /** What the numbers are: nats, percent. */
  unit: string;
  xName: string;
  lines: readonly Line[];
  marks?: readonly Mark[];
  height?: number;
}

const LEFT = 54;
const BOTTOM = 22;
const TOP = 8;
const RIGHT = 8;
const MOST_POINTS = 600;
const START_IGNORED = 0.04;
/** Labels of marks that are near each other stand on so many lines. */
const MARK_ROWS = 4;
const CHARACTER = 7.2;

export function LineChart({ testid, title, unit, xName, lines, marks = [], height = 170 }: Props) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const pointer = useSignal<number | null>(null);
  const y = rangeOf(lines.map((line) => line.y), START_IGNORED);
  const last = Math.max(0, ...lines.map((line) => line.x[line.x.length - 1] ?? 0));
  const first = Math.min(last, ...lines.map((line) => line.x[0] ?? last));
  const x: Range = { low: first, high: Math.max(last, first + 1e-9) };
  const right = Math.max(LEFT + 1, width.value - RIGHT);
  const across = (value: number) => LEFT + ((value - x.low) / (x.high - x.low)) * (right - LEFT);
  const down = (value: number) => (y ? TOP + (1 - (value - y.low) / (y.high - y.low)) * (height - TOP - BOTTOM) : 0);
  const at = pointer.value === null ? null : x.low + ((pointer.value - LEFT) / (right - LEFT)) * (x.high - x.low);
  return (
    <figure class="line-chart" data-testid={testid} data-points={Math.max(0, ...lines.map((line) => line.x.length))}>
      <figcaption>
        <strong>
          <Explained text={title} />
        </strong>{" "}
        <span class="hint">
          <Explained text={unit} />
        </span>
        <span class="line-legend">
          {lines.map((line) => (
            <span key={line.name}>
              <svg width="18" height="8" aria-hidden="true">
                <path d="M0 4H18" stroke={line.colour} stroke-width="2.5" stroke-dasharray={line.dashed ? "4 3" : undefined} />
              </svg>
              <Explained text={line.name} /> <output>{valueText(line, at)}</output>
            </span>
          ))}
        </span>
      </figcaption>
      <div ref={frame} style={{ height: `${height}px` }}>
        {y && width.value > 0 && (
          <svg
            width={width.value}
            height={height}
            role="img"
            aria-label={`${title}, ${unit}`}
            onPointerMove={(event) => (pointer.value = Math.min(right, Math.max(LEFT, event.offsetX)))}
            onPointerLeave={() => (pointer.value = null)}
          >
            <Axes x={x} y={y} across={across} down={down} right={right} height={height} xName={xName} />
            <svg x={LEFT} y={TOP} width={right - LEFT} height={height - TOP - BOTTOM} viewBox={`${LEFT} ${TOP} ${right - LEFT} ${height - TOP - BOTTOM}`}>
              {lines.map((line) => (
                <path
                  key={line.name}
                  class="chart-line"
                  d={linePath(line.x, line.y, (a, b) => [across(a), down(b)], MOST_POINTS)}
                  stroke={line.colour}
                  stroke-dasharray={line.dashed ? "5 3" : undefined}
                />
              ))}
            </svg>
            {marks.map(({ x: place, label }, i) => (
              <g key={i} class="chart-mark" data-testid="chart-mark">
                <path d={`M${across(place).toFixed(1)} ${TOP}V${height - BOTTOM}`} />
                <text x={Math.min(across(place) + 3, right - 4)} y={TOP + 11 + 14 * (i % MARK_ROWS)} text-anchor={across(place) > right - 60 ? "end" : "start"}>
                  {label}
                </text>
              </g>
            ))}
            {pointer.value !== null && <path class="chart-pointer" d={`M${pointer.value} ${TOP}V${height - BOTTOM}`} />}
          </svg>
        )}
      </div>
    </figure>
  );
}

interface AxesProps {
  x: Range;
  y: Range;
  across(value: number): number;
  down(value: number): number;
  right: number;
  height: number;
  xName: string;
}

function Axes({ x, y, across, down, right, height, xName }: AxesProps) {
  const xs = ticks(x, Math.max(2, (right - LEFT) / 110));
  const ys = ticks(y, 4);
  const stepOf = (values: number[]) => (values.length > 1 ? values[1]! - values[0]! : 1);
  return (
    <g class="chart-axes">
      {ys.map((tick) => (
        <g key={tick}>
          <path d={`M${LEFT} ${down(tick).toFixed(1)}H${right}`} />
          <text x={LEFT - 5} y={down(tick)} dy="0.32em" text-anchor="end">
            {tickLabel(tick, stepOf(ys))}
          </text>
        </g>
      ))}
      {xs
        .filter((tick) => across(tick) < right - CHARACTER * (xName.length + 4))
        .map((tick) => (
          <text key={tick} x={across(tick)} y={height - 6} text-anchor="middle">
            {tickLabel(tick, stepOf(xs))}
          </text>
        ))}
      <text x={right} y={height - 6} text-anchor="end">
        {xName} →
      </text>
    </g>
  );
}

/** Under the pointer, or else the last. */
function valueText({ x, y }: Line, at: number | null): string {
  const index = at === null ? Math.min(x.length, y.length) - 1 : nearestIndex(x, at);
  const value = y[index];
  return value === undefined || !Number.isFinite(value) ? "" : formatSignificant(value, 4);
}

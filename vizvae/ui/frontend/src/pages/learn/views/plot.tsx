/** Functions of one number, and places on them. */

import { formatSignificant } from "../../../parts/latent/numbers";
import { useWidth } from "../../../parts/widgets/use_width";

export interface Plotted {
  name: string;
  /** Not drawn where it is not finite. */
  of: (at: number) => number;
  colour: string;
  /** Filled: where one is. Hollow: where a step leads. */
  here: number;
  next?: number;
}

interface Props {
  label: string;
  functions: readonly Plotted[];
  across: readonly [low: number, high: number];
  up: readonly [low: number, high: number];
  ticks: readonly number[];
  axis: string;
  /** Numbers below it are none of the function's. */
  forbiddenBelow?: number;
}

const HEIGHT = 220;
const FLOOR = HEIGHT - 36;
const STEPS = 300;

export function Plot({ label, functions, across, up, ticks, axis, forbiddenBelow }: Props) {
  const [frame, measured] = useWidth<HTMLElement>();
  const width = measured.value || 480;
  const x = (at: number) => (width * (Math.min(across[1], Math.max(across[0], at)) - across[0])) / (across[1] - across[0]);
  const y = (value: number) => FLOOR * (1 - (Math.min(up[1], Math.max(up[0], value)) - up[0]) / (up[1] - up[0]));
  const path = (of: Plotted["of"]) => {
    const points = Array.from({ length: STEPS + 1 }, (_, i) => across[0] + ((across[1] - across[0]) * i) / STEPS)
      .map((at) => [at, of(at)] as const)
      .filter(([, value]) => Number.isFinite(value) && value <= up[1])
      .map(([at, value]) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`);
    return points.length > 0 ? `M${points.join("L")}` : "";
  };
  /** On the ground where the function has no value. */
  const height = (of: Plotted["of"], at: number) => (Number.isFinite(of(at)) ? y(of(at)) : FLOOR);
  return (
    <figure class="curves" ref={frame}>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label}>
        {forbiddenBelow !== undefined && <rect width={x(forbiddenBelow)} height={FLOOR} style={{ fill: "var(--line)" }} />}
        <line class="ground" x1="0" x2={width} y1={FLOOR} y2={FLOOR} />
        {ticks.map((at) => (
          <text key={at} x={Math.min(width - 14, Math.max(14, x(at)))} y={FLOOR + 15} text-anchor="middle">
            {formatSignificant(at, 4)}
          </text>
        ))}
        <text x={width / 2} y={HEIGHT - 5} text-anchor="middle">
          {axis}
        </text>
        {functions.map(({ name, of, colour, here, next }) => (
          <g key={name}>
            <path d={path(of)} style={{ stroke: colour }} />
            {next !== undefined && (
              <>
                <line x1={x(here)} y1={height(of, here)} x2={x(next)} y2={height(of, next)} stroke-dasharray="3 3" style={{ stroke: colour }} />
                <circle cx={x(next)} cy={height(of, next)} r="6" style={{ fill: "var(--background)", stroke: colour, strokeWidth: 2.5 }} />
              </>
            )}
            <circle cx={x(here)} cy={height(of, here)} r="6" style={{ fill: colour }} />
          </g>
        ))}
      </svg>
      <figcaption class="legend">
        {functions.map(({ name, colour }) => (
          <span key={name}>
            <svg class="legend-line" viewBox="0 0 24 8" aria-hidden="true">
              <line x1="0" x2="24" y1="4" y2="4" style={{ stroke: colour }} />
            </svg>
            {name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

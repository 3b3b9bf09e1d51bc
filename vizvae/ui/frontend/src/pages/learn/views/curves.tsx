/** Densities over one latent. */

import { formatSignificant } from "../../../parts/latent/numbers";
import { useWidth } from "../../../parts/widgets/use_width";
import { logDensity, type Normal } from "../maths/linear_gaussian";

export interface Curve {
  name: string;
  of: Normal;
  colour: string;
  dashed?: boolean;
}

const HEIGHT = 190;
const FLOOR = HEIGHT - 22;
const REACH = 4;
const STEPS = 240;
/** The highest density that is drawn in full; a narrower curve leaves the picture at its top. */
const CEILING = 1.25;

export function Curves({ curves, label }: { curves: readonly Curve[]; label: string }) {
  const [frame, measured] = useWidth<HTMLElement>();
  const width = measured.value || 480;
  const across = (z: number) => ((z + REACH) / (2 * REACH)) * width;
  const path = (of: Normal) => {
    const points = Array.from({ length: STEPS + 1 }, (_, i) => {
      const z = -REACH + (2 * REACH * i) / STEPS;
      const height = Math.min(Math.exp(logDensity(of, z)), 2 * CEILING);
      return `${across(z).toFixed(1)} ${(FLOOR * (1 - height / CEILING)).toFixed(1)}`;
    });
    return `M${points.join("L")}`;
  };
  return (
    <figure class="curves" ref={frame}>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label} data-testid="curves">
        <line class="ground" x1="0" x2={width} y1={FLOOR} y2={FLOOR} />
        {[-4, -2, 0, 2, 4].map((z) => (
          <text key={z} x={Math.min(width - 10, Math.max(10, across(z)))} y={HEIGHT - 6} text-anchor="middle">
            {formatSignificant(z, 4)}
          </text>
        ))}
        {curves.map(({ name, of, colour, dashed }) => (
          <path key={name} d={path(of)} style={{ stroke: colour }} stroke-dasharray={dashed ? "6 4" : undefined} />
        ))}
      </svg>
      <figcaption class="legend">
        {curves.map(({ name, colour, dashed }) => (
          <span key={name}>
            <svg class="legend-line" viewBox="0 0 24 8" aria-hidden="true">
              <line x1="0" x2="24" y1="4" y2="4" style={{ stroke: colour }} stroke-dasharray={dashed ? "6 4" : undefined} />
            </svg>
            {name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** The first two latents of some points, coloured by the first factor. */

import { CLASS_COLOURS } from "../../../../parts/drawing/colours";
import { latentName } from "../../../../parts/latent/numbers";
import type { MetricChecksPanel } from "../panel";

/** Standard deviations of a factor, from the middle to the edge: room for a turn and for most of the noise. */
const REACH = 2.6;
const SIDE = 200;

export function Scatter({ panel }: { panel: MetricChecksPanel }) {
  const points = panel.shown.value?.points;
  const place = (value: number) => (SIDE / 2) * (1 + Math.min(1, Math.max(-1, value / REACH)));
  const first = panel.data.factors[0]!;
  return (
    <figure class="metric-checks-scatter">
      <svg viewBox={`-14 -2 ${SIDE + 16} ${SIDE + 18}`} role="img" aria-label={`${latentName(0)} against ${latentName(1)}, coloured by factor ${first}`} data-testid="truth-scatter">
        <rect width={SIDE} height={SIDE} rx="3" />
        {points?.codes.map(([x, y], i) => {
          const [r, g, b] = CLASS_COLOURS[points.factors[i]![0]]!;
          return <circle key={i} cx={place(x).toFixed(1)} cy={(SIDE - place(y)).toFixed(1)} r="2.2" fill={`rgb(${r} ${g} ${b})`} />;
        })}
        <text x={SIDE / 2} y={SIDE + 13} text-anchor="middle">
          {latentName(0)}
        </text>
        <text x="-9" y={SIDE / 2} text-anchor="middle" transform={`rotate(-90 -6 ${SIDE / 2})`}>
          {latentName(1)}
        </text>
      </svg>
      <figcaption class="hint">{points?.codes.length ?? 0} of the points; a colour for each value of factor {first}.</figcaption>
    </figure>
  );
}

/** The KL of each latent over time, one ridge behind another: which latents wake up, and which die. */

import { Explained } from "../../../parts/widgets/explained";
import { latentName } from "../../../parts/latent/numbers";
import { thinned } from "../../../parts/chart/scale";
import { useWidth } from "../../../parts/widgets/use_width";
import type { LiveRun } from "../live";

const MOST = 24;
const POINTS = 240;
/** For the name and the number of each. */
const LABELS = 76;
const MOST_WIDTH = 760;
const STEP = 18;
const PEAK = 44;
/** A latent below this many nats carries nothing. */
const ALIVE = 0.01;

export function LatentRidges({ run }: { run: LiveRun }) {
  const [frame, full] = useWidth<HTMLElement>();
  const width = Math.max(40, Math.min(MOST_WIDTH, full.value) - LABELS);
  const { klPerDim } = run.curve.value;
  const rows = klPerDim.filter((row): row is number[] => row !== null);
  const last = rows.at(-1);
  if (!last || last.length < 2 || rows.length < 2) return <figure ref={frame} class="ridges" />;
  const order = last.map((_, latent) => latent).sort((a, b) => last[b]! - last[a]!).slice(0, MOST);
  const most = Math.max(0.05, ...order.map((latent) => rows.reduce((highest, row) => Math.max(highest, row[latent]!), 0)));
  const at = thinned(rows.length, POINTS);
  const height = STEP * order.length + PEAK;
  const alive = last.filter((value) => value >= ALIVE).length;
  return (
    <figure ref={frame} class="ridges" data-testid="ridges">
      <figcaption>
        <strong><Explained text="KL of each latent over time" /></strong>{" "}
        <span class="hint">
          <Explained text="nats" />; the highest peak is {most.toFixed(1)}. In use now: <output data-testid="alive">{alive} of {last.length}</output>
          {order.length < last.length && `; shown: the ${order.length} that say most`}
        </span>
      </figcaption>
      <svg width={width + LABELS} height={height} role="img" aria-label="KL of each latent over time">
        {order.map((latent, row) => {
          const base = PEAK + STEP * row + 8;
          const line = at.map((i, k) => `${((width * k) / (at.length - 1)).toFixed(1)} ${(base - (PEAK * Math.min(most, rows[i]![latent]!)) / most).toFixed(1)}`).join("L");
          return (
            <g key={latent} class="ridge" data-dead={last[latent]! < ALIVE}>
              <path d={`M0 ${base}L${line}L${width} ${base}Z`} />
              <text x={width + 6} y={base}>
                {latentName(latent)} {last[latent]!.toFixed(2)}
              </text>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

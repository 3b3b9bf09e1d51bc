/** How estimates of one number are spread around it. */

import { formatCount, formatDecimal } from "../../../parts/latent/numbers";
import { histogram, meanAndStd } from "../maths/histogram";
import { tickLabel, ticks } from "../maths/ticks";

const NUM_BINS = 61;

const shown = (value: number) => formatDecimal(value, 2);

interface BarsProps {
  name: string;
  values: readonly number[];
  /** As a line. */
  exact: number;
  reach: number;
  /** How far to the right of the line, where nothing can be as far as it may be to its left. */
  above?: number;
  colour: string;
  testid: string;
  /** What is estimated, and in what. */
  unit: string;
}

export function Bars({ name, values, exact, reach, above = reach, colour, testid, unit }: BarsProps) {
  const [low, high] = [exact - reach, exact + above];
  const counts = histogram(values, low, high, NUM_BINS);
  const line = (NUM_BINS * reach) / (high - low);
  const highest = Math.max(...counts);
  const [mean, std] = meanAndStd(values);
  // Of those at the very ends there would be half a number in sight.
  const margin = 0.04 * (high - low);
  const marks = ticks({ low: low + margin, high: high - margin }, 5);
  const step = marks.length > 1 ? marks[1]! - marks[0]! : 1;
  return (
    <figure class="bars">
      <figcaption>
        <strong>{name}</strong>: mean {shown(mean)}, standard deviation <output data-testid={`${testid}-std`}>{shown(std)}</output>
      </figcaption>
      <div class="bars-plot">
        <div class="bars-counts" aria-hidden="true">
          <span>{formatCount(highest)}</span>
          <span>0</span>
        </div>
        <svg viewBox={`0 0 ${NUM_BINS} 20`} preserveAspectRatio="none" role="img" aria-label={`Histogram of the estimates: ${name}`}>
          {counts.map((count, i) => (
            <rect key={i} x={i + 0.05} width="0.9" y={20 - (20 * count) / highest} height={(20 * count) / highest} style={{ fill: colour }} />
          ))}
          <line x1={line} x2={line} y1="0" y2="20" />
        </svg>
        <div class="bars-axis" data-testid={`${testid}-axis`}>
          {marks.map((value) => (
            <span key={value} style={{ left: `${(100 * (value - low)) / (high - low)}%` }}>
              {tickLabel(value, step)}
            </span>
          ))}
        </div>
        <div class="bars-unit">{unit} →, so many estimates in each of {NUM_BINS} bars ↑</div>
      </div>
    </figure>
  );
}

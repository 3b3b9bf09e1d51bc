/** How estimates of one number are spread around it. */

import { formatDecimal } from "../../../parts/latent/numbers";
import { histogram, meanAndStd } from "../maths/histogram";

const NUM_BINS = 61;

const shown = (value: number) => formatDecimal(value, 2);

interface BarsProps {
  name: string;
  values: readonly number[];
  /** In the middle, as a line. */
  exact: number;
  reach: number;
  colour: string;
  testid: string;
}

export function Bars({ name, values, exact, reach, colour, testid }: BarsProps) {
  const counts = histogram(values, exact - reach, exact + reach, NUM_BINS);
  const highest = Math.max(...counts);
  const [mean, std] = meanAndStd(values);
  return (
    <figure class="bars">
      <figcaption>
        <strong>{name}</strong>: mean {shown(mean)}, standard deviation <output data-testid={`${testid}-std`}>{shown(std)}</output>
      </figcaption>
      <svg viewBox={`0 0 ${NUM_BINS} 20`} preserveAspectRatio="none" role="img" aria-label={`Histogram of the estimates: ${name}`}>
        {counts.map((count, i) => (
          <rect key={i} x={i + 0.05} width="0.9" y={20 - (19 * count) / highest} height={(19 * count) / highest} style={{ fill: colour }} />
        ))}
        <line x1={NUM_BINS / 2} x2={NUM_BINS / 2} y1="0" y2="20" />
      </svg>
    </figure>
  );
}

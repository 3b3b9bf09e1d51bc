/** Do the metrics tell the truth? The code to choose, its picture and its matrix, and what each metric says of it. */

import { counted } from "../../../../parts/latent/numbers";
import { MessageLine } from "../../../../parts/widgets/message_line";
import { CODES } from "../words";
import type { MetricChecksPanel } from "../panel";
import { Matrix } from "./matrix";
import { MetricBars } from "./metric_bars";
import { Scatter } from "./scatter";
import { Table } from "./table";

export function MetricChecksView({ panel }: { panel: MetricChecksPanel }) {
  const { numPoints, factors, numValues, jitter } = panel.data;
  const { code } = panel.recipe.value;
  return (
    <section class="metric-checks" aria-label="Do the metrics tell the truth?" data-testid="metric-checks-panel" data-stale={panel.stale.value}>
      <h3>Do the metrics tell the truth?</h3>
      <p class="hint">
        These codes are not learned: they are made from the factors, so one knows what a metric ought to say. Choose one, drag it, and see what each metric rewards and what it
        overlooks. {counted(numPoints, "point")}, {counted(factors.length, "factor")} of {numValues} values, and on every latent a little noise ({jitter} standard deviations), as a
        trained model has it.
      </p>
      <div class="code-choice" role="group" aria-label="Constructed code">
        {panel.data.codes.map((one) => (
          <button
            key={one}
            type="button"
            class="button"
            data-testid={`code-${one}`}
            aria-pressed={one === code}
            onClick={() => {
              panel.move({ code: one });
              panel.rest();
            }}
          >
            {CODES[one]!.title}
          </button>
        ))}
      </div>
      <p class="code-meaning">{CODES[code]!.meaning}</p>
      <Parameter panel={panel} />
      <div class="metric-checks-parts">
        <div class="metric-checks-pictures">
          <Scatter panel={panel} />
          <Matrix panel={panel} />
        </div>
        <MetricBars panel={panel} />
      </div>
      <Table panel={panel} />
      <MessageLine messages={panel.messages} />
    </section>
  );
}

function Parameter({ panel }: { panel: MetricChecksPanel }) {
  const { code, angle, noise } = panel.recipe.value;
  const { largestAngle, largestNoise } = panel.data;
  if (code !== "rotated" && code !== "noisy") return <p class="code-parameter hint">Nothing to drag in this one: “Rotated” and “Noisy” have a slider.</p>;
  const rotated = code === "rotated";
  const text = rotated ? `${angle}°` : `${noise.toFixed(2)} sd`;
  return (
    <label class="code-parameter">
      <span>
        {rotated ? "Turned by" : "Noise"} <output>{text}</output>
      </span>
      <input
        key={code}
        type="range"
        class="slider"
        data-testid="parameter"
        min={0}
        max={rotated ? largestAngle : largestNoise}
        step={rotated ? 1 : 0.05}
        value={rotated ? angle : noise}
        aria-valuetext={text}
        onInput={(event) => panel.move(rotated ? { angle: event.currentTarget.valueAsNumber } : { noise: event.currentTarget.valueAsNumber })}
        onChange={() => panel.rest()}
      />
    </label>
  );
}

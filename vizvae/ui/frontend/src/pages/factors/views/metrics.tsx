/** How well latents and factors agree, as a number, as the matrix behind it, and as the evidence behind each cell. */

import { counted, formatDecimal, formatScore } from "../../../parts/latent/numbers";
import { useLock } from "../../../parts/widgets/change";
import { METRIC_WORDS } from "../../../parts/widgets/metric_words";
import type { MetricResult } from "../contract";
import type { Measurement } from "../measurement";
import { Evidence } from "./evidence";
import { Matrix } from "./matrix";
import type { MetricsProps } from "./metrics_props";

export function Metrics(props: MetricsProps) {
  const { exploration, measurement } = props;
  const results = measurement.results.value;
  const metric = exploration.metric.value;
  const words = METRIC_WORDS.find(({ key }) => key === metric)!;
  const result = results?.[metric];
  return (
    <section class="metrics" aria-label="Metrics" data-testid="metrics" data-measured={results !== null}>
      <div class="section-head">
        <h3>How well do latents and factors agree?</h3>
      </div>
      <div class="metric-tabs" role="group" aria-label="Metric">
        {METRIC_WORDS.map(({ key, label, title }) => (
          <button
            key={key}
            type="button"
            class="button metric-tab"
            data-testid={`metric-${key}`}
            aria-pressed={key === metric}
            title={title}
            onClick={() => exploration.look({ metric: key })}
          >
            <span>{label}</span>
            <output>{results?.[key] ? formatScore(results[key].value) : "–"}</output>
          </button>
        ))}
      </div>
      <Unmeasured measurement={measurement} />
      <div class="metric-words">
        <p>
          <strong>{words.title}.</strong> {words.rewards}
        </p>
        <p class="hint">{words.number}</p>
        {result && <HowMeasured result={result} />}
      </div>
      {result && <Matrix {...props} result={result} />}
      {result && !words.unsupervised && exploration.cell.value && <Evidence {...props} cell={exploration.cell.value} />}
    </section>
  );
}

function HowMeasured({ result: { value, interval, num_points, seed, estimator } }: { result: MetricResult }) {
  return (
    <div class="hint" data-testid="metric-number">
      <strong class="metric-value">{formatDecimal(value, 3)}</strong> (95 % interval {formatDecimal(interval[0], 3)} to {formatDecimal(interval[1], 3)}; {counted(num_points, "point")}, seed {seed})
      <details class="explain">
        <summary>How it was computed</summary>
        <p>{estimator}</p>
      </details>
    </div>
  );
}

function Unmeasured({ measurement }: { measurement: Measurement }) {
  const progress = measurement.progress.value;
  const problem = measurement.problem.value;
  const lock = useLock();
  return (
    <>
      {problem && (
        <p class="metrics-problem" role="alert" data-testid="metrics-problem">
          {problem}
        </p>
      )}
      {progress ? (
        <div class="metrics-progress" role="status" data-testid="metrics-progress">
          <span>{progress.message}</span>
          <progress value={progress.fraction} max={1} />
          <button type="button" class="button" data-testid="stop-measuring" onClick={() => measurement.stop()} {...lock}>
            Stop
          </button>
        </div>
      ) : (
        measurement.unmeasured.value && (
          <p class="metrics-progress">
            <span>Nobody has measured this model yet: 50,000 images are drawn and encoded, which takes a minute or two.</span>
            <button type="button" class="button" data-testid="measure" onClick={() => void measurement.measure()} {...lock}>
              Measure
            </button>
          </p>
        )
      )}
    </>
  );
}

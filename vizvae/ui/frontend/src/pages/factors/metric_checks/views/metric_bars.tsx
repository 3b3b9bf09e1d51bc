/** What each metric says of the code: a bar, the perfect code's value as a mark, and what it sees and overlooks by its own numbers. */

import type { MetricChecksPanel } from "../panel";
import { listed, METRICS, verdict } from "../words";

/** Those by counting, which follow the hand. */
const QUICK = ["mig", "modularity"];
/** Of the perfect code, a metric should say at least this. */
const CONTENT = 0.9;

export function MetricBars({ panel }: { panel: MetricChecksPanel }) {
  const perfect = panel.table.value.get("perfect");
  return (
    <div class="truth-bars" role="list" aria-label="What the metrics say">
      {Object.entries(METRICS).map(([key, { title, asks }]) => {
        const value = panel.values.value[key];
        const old = value === undefined || (panel.stale.value && !QUICK.includes(key));
        return (
          <div key={key} class="truth-metric" role="listitem" data-testid={`truth-${key}`} data-stale={old}>
            <strong>{title}</strong>
            <output data-testid={`value-${key}`}>{value === undefined ? "…" : value.toFixed(2)}</output>
            <div class="truth-bar" aria-hidden="true">
              <i style={{ transform: `scaleX(${Math.min(1, Math.max(0, value ?? 0))})` }} />
              {perfect && <b style={{ left: `${100 * Math.min(1, perfect[key]!)}%` }} />}
            </div>
            <p class="hint">
              {asks} <Verdict panel={panel} metric={key} />
            </p>
          </div>
        );
      })}
      <p class="hint truth-key">
        <b /> the perfect code. MIG and modularity follow the slider; the others are computed when it rests, and grey until then.
      </p>
    </div>
  );
}

function Verdict({ panel, metric }: { panel: MetricChecksPanel; metric: string }) {
  const table = panel.table.value;
  if (table.size < panel.data.codes.length) return null;
  const { sees, blind, perfect } = verdict(metric, table);
  return (
    <>
      {sees.length > 0 && <>Falls for {listed(sees)}</>}
      {blind.length > 0 && (
        <>
          {sees.length > 0 ? "; " : ""}
          <strong>blind to {listed(blind)}</strong>
        </>
      )}
      .{perfect !== undefined && perfect < CONTENT && <> Even the perfect code reaches only {perfect.toFixed(2)}.</>}
    </>
  );
}

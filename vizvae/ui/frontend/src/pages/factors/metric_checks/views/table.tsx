/** Every code by every metric, as measured. */

import type { MetricChecksPanel } from "../panel";
import { CODES, METRICS } from "../words";

export function Table({ panel }: { panel: MetricChecksPanel }) {
  const table = panel.table.value;
  const { codes, largestAngle } = panel.data;
  const done = codes.filter((code) => table.has(code)).length;
  return (
    <details class="truth-table" data-testid="truth-table">
      <summary>
        <strong>All codes by all metrics</strong>{" "}
        {done < codes.length && (
          <progress max={codes.length} value={done} aria-label="Codes measured">
            {done} of {codes.length}
          </progress>
        )}
      </summary>
      <p class="hint">Rotated by {largestAngle}°, noise of 0.5 standard deviations. One sample of points, no repetition: a difference of 0.02 means nothing.</p>
      <div class="truth-scroll" tabIndex={0} role="region" aria-label="Table of the figures, which scrolls sideways">
        <table>
          <thead>
            <tr>
              <td />
              {Object.entries(METRICS).map(([key, { title }]) => (
                <th key={key} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {codes.map((code) => (
              <tr key={code}>
                <th scope="row">{CODES[code]!.title}</th>
                {Object.keys(METRICS).map((key) => {
                  const value = table.get(code)?.[key];
                  return (
                    <td key={key} style={{ "--share": Math.min(1, value ?? 0) }} data-strong={(value ?? 0) > 0.7}>
                      {value === undefined ? "…" : value.toFixed(2)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

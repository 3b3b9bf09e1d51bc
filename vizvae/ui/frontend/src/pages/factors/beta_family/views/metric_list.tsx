/** What the metrics say of the slider's model: a bar each, and as marks what they say of the other β. */

import { formatScore } from "../../../../parts/latent/numbers";
import type { FamilyPanel } from "../panel";
import { howToMeasure } from "../words";

export function MetricList({ panel }: { panel: FamilyPanel }) {
  const { metrics, members, spreads } = panel.data.value;
  const here = panel.index.value;
  const { figures, measured, name, beta } = panel.member.value;
  return (
    <div class="family-metrics">
      <p class="hint">
        What the metrics say{measured ? "; each mark is another value of β" : ""}.
      </p>
      {!measured && (
        <p class="family-unmeasured" data-testid="family-unmeasured">
          Nobody has measured the model of β = {beta} yet. Click its row in the table to open it above and press “Measure”, or run <code>{howToMeasure(name)}</code>
        </p>
      )}
      {metrics.map(({ key, label, title, unsupervised }) => {
        const value = figures[key];
        // A share of 1; nats have no such end, so the family's largest is it.
        const end = unsupervised ? Math.max(...members.map((member) => member.figures[key] ?? 0), 1e-9) : 1;
        return (
          <div key={key} class="family-metric" title={title}>
            <span>
              {label} {unsupervised && <span class="hint">nats, lower is better</span>}
            </span>
            <output data-testid={`family-${key}`}>{value === undefined ? "–" : formatScore(value)}</output>
            <div class="family-bar" aria-hidden="true">
              <i style={{ transform: `scaleX(${Math.min(1, Math.max(0, (value ?? 0) / end))})` }} />
              {spreads.map((of, i) => i !== here && of[key] && <b key={i} style={{ left: `${(100 * Math.max(0, of[key].mean)) / end}%` }} />)}
            </div>
          </div>
        );
      })}
    </div>
  );
}

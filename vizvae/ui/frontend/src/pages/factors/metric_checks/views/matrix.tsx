/** How much each latent knows of each factor. */

import { latentName } from "../../../../parts/latent/numbers";
import type { MetricChecksPanel } from "../panel";

export function Matrix({ panel }: { panel: MetricChecksPanel }) {
  const shown = panel.shown.value;
  const numLatents = shown?.information[0]?.length ?? panel.data.factors.length;
  return (
    <figure class="metric-checks-matrix">
      <figcaption class="hint">What each latent knows of each factor, as a share of all there is to know (mutual information).</figcaption>
      <table data-testid="information">
        <thead>
          <tr>
            <td />
            {Array.from({ length: numLatents }, (_, latent) => (
              <th key={latent} scope="col">
                {latentName(latent)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {panel.data.factors.map((factor, row) => (
            <tr key={factor}>
              <th scope="row">{factor}</th>
              {Array.from({ length: numLatents }, (_, latent) => {
                const nats = shown?.information[row]?.[latent];
                const share = nats === undefined ? null : nats / shown!.entropies[row]!;
                return (
                  <td key={latent} style={{ "--share": share ?? 0 }} data-strong={(share ?? 0) > 0.7} title={nats === undefined ? "" : `${nats.toFixed(2)} nats of ${shown!.entropies[row]!.toFixed(2)}`}>
                    {share === null ? "" : share.toFixed(2).replace(/^0/, "")}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

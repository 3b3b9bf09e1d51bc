/** Models by metrics. Where a β was trained with several seeds, their mean and standard deviation stand above them. */

import { counted, formatCount } from "../../../../parts/latent/numbers";
import { Fragment } from "preact";
import type { FamilyMember, Spread } from "../contract";
import { formatLatents, formatLoss, said } from "../members";
import type { FamilyPanel } from "../panel";
import { howToMeasure } from "../words";

/** Shorter than on the buttons: a dozen columns stand beside each other. */
const SHORT: Record<string, string> = {
  dci_disentanglement: "DCI-D",
  dci_completeness: "DCI-C",
  dci_informativeness: "DCI-I",
  factor_vae_score: "FactorVAE",
  beta_vae_score: "BetaVAE",
  total_correlation: "Total corr., nats",
  mutual_information: "Mutual inf., nats",
};

export function Table({ panel }: { panel: FamilyPanel }) {
  const { betas, members, metrics, spreads } = panel.data.value;
  const columns = [...["rate", "distortion"].map((key) => ({ key, format: formatLoss })), ...["latents_in_use", "active_units"].map((key) => ({ key, format: formatLatents })), ...metrics.map(({ key }) => ({ key, format: (value: number) => value.toFixed(3) }))];
  const unmeasured = members.filter(({ measured, pictured }) => pictured && !measured);
  const counts = [...new Set(members.map(({ numImages }) => formatCount(numImages)))];
  return (
    <div class="family-table" data-testid="family-table">
      <div class="family-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">β</th>
              <th scope="col">Seed</th>
              <th scope="col">Rate, nats</th>
              <th scope="col">Distortion, nats</th>
              <th scope="col" title="KL above 0.01 nats: they tell the decoder something">
                Latents in use
              </th>
              <th scope="col" title="Burda et al. 2016: the posterior mean varies over images by more than 0.01">
                Active units
              </th>
              {metrics.map(({ key, label, title }) => (
                <th key={key} scope="col" title={title}>
                  {SHORT[key] ?? label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {betas.map((beta, index) => {
              const seeds = members.filter((member) => member.beta === beta);
              const chosen = index === panel.index.value;
              return (
                <Fragment key={beta}>
                  {seeds.length > 1 && <Summary beta={beta} count={seeds.length} chosen={chosen} of={spreads[index]!} columns={columns} />}
                  {seeds.map((member) => (
                    <Row key={member.seed} panel={panel} member={member} alone={seeds.length === 1} chosen={chosen && seeds.length === 1} columns={columns} />
                  ))}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
      <p class="hint">
        Click a model to open it above. Rate (the KL) and distortion (the reconstruction’s negative log-likelihood) are means over {counts.join(" or ")} test images; of coloured pixels the latter counts all 256 values that each of the three may have, so it is large.{" "}
        {members.length === betas.length
          ? "One seed for each β: no spread to show, so a small difference between two rows may be chance."
          : "± is the standard deviation over seeds; where a β has one seed there is no spread to show."}
      </p>
      {unmeasured.length > 0 && (
        <p class="hint" data-testid="family-how">
          Metrics that nobody has measured are left open. To measure them: <code>{howToMeasure(unmeasured[0]!.name)}</code>
          {unmeasured.length > 1 && <>, and likewise {unmeasured.slice(1).map(({ name }) => name).join(", ")}</>}.
        </p>
      )}
    </div>
  );
}

type Columns = { key: string; format: (value: number) => string }[];

function Row({ panel, member, alone, chosen, columns }: { panel: FamilyPanel; member: FamilyMember; alone: boolean; chosen: boolean; columns: Columns }) {
  const { shown } = panel.data.value;
  const open = member.pictured && member.name === shown;
  if (!member.pictured)
    return (
      <tr data-testid={`family-seed-${member.beta}-${member.seed}`} class="family-unpictured">
        <th scope="row" title="Trained again with another seed: of this one there are figures alone">
          again
        </th>
        <Numbers member={member} alone={false} columns={columns} />
      </tr>
    );
  return (
    <tr data-testid={`family-member-${member.name}`} data-chosen={chosen} data-open={open} onClick={() => panel.open(member)}>
      <th scope="row">
        <button type="button" class="link" disabled={open} title={open ? "Shown above" : "Open it above"}>
          {member.name}
        </button>
        {open && <span class="hint"> shown above</span>}
      </th>
      <Numbers member={member} alone={alone} columns={columns} />
    </tr>
  );
}

function Numbers({ member, alone, columns }: { member: FamilyMember; alone: boolean; columns: Columns }) {
  return (
    <>
      <td>{alone ? member.beta : ""}</td>
      <td title={alone ? "One seed: no spread" : undefined}>{member.seed}</td>
      {columns.map(({ key, format }) => (
        <td key={key}>{member.figures[key] === undefined ? "–" : format(member.figures[key])}</td>
      ))}
    </>
  );
}

function Summary({ beta, count, chosen, of, columns }: { beta: number; count: number; chosen: boolean; of: Record<string, Spread>; columns: Columns }) {
  return (
    <tr class="family-mean" data-testid={`family-mean-${beta}`} data-chosen={chosen}>
      <th scope="row">mean ± sd</th>
      <td>{beta}</td>
      <td>{counted(count, "seed")}</td>
      {columns.map(({ key, format }) => {
        const [mean, sd] = said(of[key], format);
        return (
          <td key={key}>
            {mean} <span class="family-sd">{sd}</span>
            {of[key] && of[key].count < count && <span class="hint family-sd">of {of[key].count}</span>}
          </td>
        );
      })}
    </tr>
  );
}

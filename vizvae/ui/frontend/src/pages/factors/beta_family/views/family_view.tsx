/** One slider, and everything that moves with it. */

import { counted, formatDecimal } from "../../../../parts/latent/numbers";
import { Explained } from "../../../../parts/widgets/explained";
import { MessageLine } from "../../../../parts/widgets/message_line";
import { DECODED_ROW, TRUE_ROW } from "../rows";
import { lossSaid, memberAt } from "../members";
import type { FamilyPanel } from "../panel";
import { WHAT_ONE_SEES, whatBetaIs } from "../words";
import { Latents } from "./latents";
import { MetricList } from "./metric_list";
import { SheetRow } from "./sheet_row";
import { Table } from "./table";

export function FamilyView({ panel }: { panel: FamilyPanel }) {
  const data = panel.data.value;
  const sheets = panel.sheets.value;
  const settled = data.betas.every((_, i) => sheets.has(memberAt(data, i).sheetUrl));
  return (
    <section class="family" aria-label="More or less β" data-testid="family-panel" data-member={panel.member.value.name} data-settled={settled}>
      <h3>What does β do?</h3>
      <p class="hint">
        {whatBetaIs(data)} {WHAT_ONE_SEES}{" "}
        <Explained text={`These ${counted(data.members.length, "model")} were trained alike in everything but β${data.members.length > data.betas.length ? " and the seed" : ""}. KL and reconstruction are counted in nats.`} />
      </p>
      {!data.members.some(({ name }) => name === data.shown) && (
        <p class="hint" data-testid="family-stranger">
          The model above, {data.shown}, is not one of them: it was trained otherwise.
        </p>
      )}
      <BetaSlider panel={panel} />
      <div class="family-parts">
        <figure class="family-images">
          <figcaption class="hint">Test images, and below them how they come back.</figcaption>
          <SheetRow panel={panel} row={TRUE_ROW} testid="family-true" label="Test images" />
          <SheetRow panel={panel} row={DECODED_ROW} testid="family-decoded" label={`The same images as decoded at β = ${panel.member.value.beta}`} />
        </figure>
        <div class="family-numbers">
          <MetricList panel={panel} />
        </div>
        <Latents panel={panel} />
      </div>
      <Table panel={panel} />
      <MessageLine messages={panel.messages} />
    </section>
  );
}

function BetaSlider({ panel }: { panel: FamilyPanel }) {
  const data = panel.data.value;
  const { betas } = data;
  const index = panel.index.value;
  const member = panel.member.value;
  return (
    <div class="family-slider">
      <label>
        <strong>
          β = <output data-testid="family-beta">{betas[index]}</output>
        </strong>
        <span class="hint" data-testid="family-said">
          {formatDecimal(member.figures["rate"]!, 1)} nats carried by {member.figures["latents_in_use"]} of {counted(member.kl.length, "latent")}; {lossSaid(data, member)}
        </span>
        <input
          type="range"
          class="slider"
          data-testid="family-slider"
          min={0}
          max={betas.length - 1}
          step={1}
          value={index}
          aria-label="β"
          aria-valuetext={`β = ${betas[index]}`}
          onInput={(event) => panel.move(event.currentTarget.valueAsNumber)}
          onChange={() => panel.rest()}
        />
      </label>
      <div class="family-ticks" aria-hidden="true">
        {betas.map((beta, i) => (
          <button
            key={beta}
            type="button"
            tabIndex={-1}
            data-here={i === index}
            style={{ left: `${(100 * i) / (betas.length - 1)}%` }}
            onClick={() => {
              panel.move(i);
              panel.rest();
            }}
          >
            {beta}
          </button>
        ))}
      </div>
    </div>
  );
}

/** All runs, the youngest first: those that train, those that wait, and what became of the others. */

import { Explained } from "../../../parts/widgets/explained";
import { useLock } from "../../../parts/widgets/change";
import { DeletedLine } from "../../../parts/widgets/deleted_line";
import { counted, formatDecimal, formatNats } from "../../../parts/latent/numbers";
import type { RunRow } from "../contract";
import { ALIVE, RESUMABLE } from "../phases";
import type { TrainingPage } from "../page";
import { rowState } from "../words";

export function RunsTable({ page }: { page: TrainingPage }) {
  const runs = page.runs.value;
  const deleted = page.deleted.value;
  const place = deleted === null || runs.some(({ name }) => name === deleted) ? undefined : page.trash.value[deleted];
  return (
    <section class="runs" aria-label="Runs">
      <div class="runs-head">
        <h3>Runs on this machine</h3>
        {place && (
          <DeletedLine name={deleted!} onUndo={() => void page.undoDelete(place)} />
        )}
      </div>
      {runs.length === 0 ? (
        <p class="hint">{page.listed.value ? "None yet." : "Looking …"}</p>
      ) : (
        <div class="runs-scroll">
          <table class="runs-table" data-testid="runs">
            <thead>
              <tr>
                <th>name</th>
                <th>state</th>
                <th>what</th>
                <th title="On the validation images after the last pass, nats; for a deterministic model the reconstruction">
                  <Explained text="ELBO" />
                </th>
                <th>beside</th>
                <th aria-label="actions" />
              </tr>
            </thead>
            <tbody>
              {runs.map((row) => (
                <Row key={row.name} page={page} row={row} onDelete={() => void page.act(row.name, "delete")} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ page, row, onDelete }: { page: TrainingPage; row: RunRow; onDelete(): void }) {
  const here = page.shown.value?.name === row.name;
  const beside = page.beside.value.includes(row.name);
  const lock = useLock();
  return (
    <tr data-testid={`run-${row.name}`} data-here={here} title={row.message}>
      <td>
        <button type="button" class="link" aria-current={here} onClick={() => page.show(row.name)}>
          {row.name}
        </button>
      </td>
      <td>{rowState(row)}</td>
      <td>
        {row.data}, {row.model}
        {row.latentDim !== null && `, ${counted(row.latentDim, "latent")}`}, {row.objective}, {passes(row)}
      </td>
      <td class="number" data-said="ELBO">
        {score(row)}
      </td>
      <td data-said="beside">
        <input type="checkbox" aria-label={`Lay the curves of ${row.name} beside`} checked={beside} disabled={here} onChange={() => page.compare(row.name)} />
      </td>
      <td class="row-actions">
        {RESUMABLE.includes(row.phase) && (
          <button type="button" class="link" onClick={() => void page.act(row.name, "resume")} {...lock}>
            resume
          </button>
        )}
        {row.phase === "queued" && (
          <button type="button" class="link" onClick={() => void page.act(row.name, "cancel")} {...lock}>
            cancel
          </button>
        )}
        <button type="button" class="link" onClick={() => page.clone(row.name)}>
          clone
        </button>
        {!ALIVE.includes(row.phase) && (
          <button type="button" class="link" data-testid={`delete-${row.name}`} onClick={onDelete} {...lock}>
            delete
          </button>
        )}
      </td>
    </tr>
  );
}

function passes({ phase, epoch, epochs }: RunRow): string {
  return phase === "finished" && epoch < epochs ? `stopped after ${formatDecimal(epoch, 1)} of ${counted(epochs, "pass", "passes")}` : counted(epochs, "pass", "passes");
}

function score({ elbo, reconNll, score: other }: RunRow): string {
  if (elbo !== null) return formatNats(elbo);
  return reconNll === null ? other : `recon. ${formatNats(reconNll)}`;
}

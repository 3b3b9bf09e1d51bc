/** Factor × latent: the quantity that the chosen metric is made of. */

import { useSignal } from "@preact/signals";
import { sequentialColour } from "../../../parts/drawing/colours";
import { formatScore } from "../../../parts/latent/numbers";
import { METRIC_WORDS } from "../../../parts/widgets/metric_words";
import type { Cell, MetricResult } from "../contract";
import { LatentDot } from "./latent_dot";
import type { MetricsProps } from "./metrics_props";

/** Metrics that compare the two best latents of a factor. */
const GAPS = ["mig", "sap"];

export function Matrix({ page, exploration, measurement, result }: MetricsProps & { result: MetricResult }) {
  const pointed = useSignal<Cell | null>(null);
  const { matrix, quantity, key, per_row: parts } = result;
  const latents = exploration.byKl.map(({ index }) => index);
  const unsupervised = METRIC_WORDS.find((words) => words.key === key)!.unsupervised === true;
  const rows = unsupervised ? latents : matrix.map((_, factor) => factor);
  const rowName = (row: number) => (unsupervised ? page.nameOf(row) : exploration.factors[row]!.name);
  const gaps = GAPS.includes(key);
  const largest = Math.max(...matrix.flat().filter(Number.isFinite), 1e-9);
  const chosen = unsupervised ? null : exploration.cell.value;
  // Another metric may have fewer rows than the one that was pointed at.
  const shown = pointed.value && rows.includes(pointed.value[0]) ? pointed.value : chosen;
  const choose = (cell: Cell) => {
    if (unsupervised) return;
    exploration.look({ cell, factor: cell[0] });
    void measurement.fetchPoints();
  };
  /** Arrow keys go from cell to cell; one of them is in the tab order. */
  const [tabRow, tabLatent] = chosen ?? [rows[0]!, latents[0]!];
  const onKeyDown = (event: KeyboardEvent, line: number, column: number) => {
    const steps: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const [row, next] = [rows[line + step[0]], column + step[1]];
    const table = (event.currentTarget as HTMLElement).closest("table")!;
    table.querySelector<HTMLElement>(`[data-testid="cell-${row}-${latents[next]}"]`)?.focus();
  };
  return (
    <figure class="matrix">
      <div class="matrix-scroll">
        <table data-testid="matrix" onPointerLeave={() => (pointed.value = null)}>
          <thead>
            <tr>
              <td />
              {latents.map((latent) => (
                <th key={latent} scope="col" data-active={exploration.model.latents[latent]!.active}>
                  <LatentDot exploration={exploration} latent={latent} /> {page.nameOf(latent)}
                </th>
              ))}
              {gaps && <th scope="col">gap</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, line) => {
              const best = gaps ? bestTwo(matrix[row]!) : [];
              return (
                <tr key={row}>
                  <th scope="row">{rowName(row)}</th>
                  {latents.map((latent, column) => {
                    const value = matrix[row]![latent]!;
                    const colour = sequentialColour(value / largest);
                    return (
                      <td key={latent}>
                        <button
                          type="button"
                          class="cell"
                          data-testid={`cell-${row}-${latent}`}
                          data-rank={best.indexOf(latent) + 1 || undefined}
                          aria-pressed={chosen?.[0] === row && chosen[1] === latent}
                          aria-label={`${rowName(row)} and ${page.nameOf(latent)}: ${formatScore(value)}`}
                          tabIndex={row === tabRow && latent === tabLatent ? 0 : -1}
                          style={{ background: `rgb(${colour.join(" ")})`, color: isLight(colour) ? "#111" : "#fff" }}
                          onPointerEnter={() => {
                            pointed.value = [row, latent];
                            exploration.latent.value = latent;
                          }}
                          onPointerLeave={() => (exploration.latent.value = null)}
                          onFocus={() => (pointed.value = [row, latent])}
                          onKeyDown={(event) => onKeyDown(event, line, column)}
                          onClick={() => choose([row, latent])}
                        >
                          {formatScore(value)}
                        </button>
                      </td>
                    );
                  })}
                  {gaps && <td class="matrix-part">{formatScore(parts[row]!)}</td>}
                </tr>
              );
            })}
          </tbody>
          {key === "modularity" && (
            <tfoot>
              <tr>
                <th scope="row">a single one</th>
                {latents.map((latent) => (
                  <td key={latent} class="matrix-part">
                    {formatScore(parts[latent]!)}
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      <figcaption>
        <span data-testid="matrix-said">
          {shown ? (
            <>
              <strong>
                {rowName(shown[0])} and {page.nameOf(shown[1])}: {formatScore(matrix[shown[0]]![shown[1]]!)}
              </strong>{" "}
              ({quantity})
            </>
          ) : (
            `Each cell: ${quantity}`
          )}
        </span>
        <span class="matrix-ramp" aria-hidden="true">
          0 <i style={{ background: `linear-gradient(to right, ${[0, 0.2, 0.4, 0.6, 0.8, 1].map((t) => `rgb(${sequentialColour(t).join(" ")})`).join(", ")})` }} />{" "}
          {formatScore(largest)}
        </span>
        <span class="hint">
          {gaps && "Outlined: the best latent of each factor, dashed the second best; the gap between them is what counts. "}
          {key === "mig" && "It is given as a share of all there is to know about the factor. "}
          {!unsupervised && "Click a cell for the evidence."}
        </span>
      </figcaption>
    </figure>
  );
}

function bestTwo(row: readonly number[]): number[] {
  return row
    .map((value, latent) => ({ value, latent }))
    .sort((a, b) => b.value - a.value)
    .slice(0, 2)
    .map(({ latent }) => latent);
}

function isLight([red, green, blue]: readonly [number, number, number]): boolean {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140;
}

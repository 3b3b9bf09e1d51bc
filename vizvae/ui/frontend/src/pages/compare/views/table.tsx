/** Models as columns: what each draws and makes of the input, and how it measures. What one does not have is said. */

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Explained } from "../../../parts/widgets/explained";
import type { ModelColumn } from "../column";
import type { ModelFacts } from "../contract";
import type { ComparePage } from "../page";
import { count, duration, likelihood, milliseconds, trained } from "../words";
import { Images } from "./image";
import { MapView } from "./map_view";
import { percent } from "../../../parts/latent/numbers";

type Facts = NonNullable<ModelFacts["own"]>["facts"];

export function Table({ page }: { page: ComparePage }) {
  const columns = page.visible.value;
  const { floor, numDraws, images: { several } } = page.data;
  useEffect(() => {
    // One after the other: each is a second of the server's time.
    void (async () => {
      for (const column of columns) await column.fetchMap();
    })();
  }, [columns]);
  const row = (head: string, hint: string, cell: (column: ModelColumn) => ComponentChildren, testid: string) => (
    <tr data-testid={`row-${testid}`}>
      <th scope="row">
        {head}
        <span class="hint">
          <Explained text={hint} />
        </span>
      </th>
      {columns.map((column) => (
        <td key={column.facts.name} data-testid={`${testid}-${column.facts.name}`}>
          {cell(column)}
        </td>
      ))}
    </tr>
  );
  const figure = (head: string, hint: string, testid: string, cell: (figures: NonNullable<ModelColumn["facts"]["figures"]>) => ComponentChildren) =>
    row(head, hint, ({ facts: { figures } }) => (figures ? cell(figures) : <Without>not measured</Without>), testid);
  const fact = (head: string, hint: string, testid: string, cell: (facts: Facts) => ComponentChildren) =>
    row(head, hint, ({ facts: { figures, own } }) => (figures ?? own ? cell((figures ?? own?.facts)!) : <Without>not measured</Without>), testid);
  return (
    <div class="compare-scroll">
      <table class="compare-table" data-testid="compare-table">
        <thead>
          <tr>
            <td>
              <button type="button" class="button" data-testid="other-draws" onClick={() => page.set("seed", (page.numbers.seed.peek() + 1) % 1000)}>
                Draw again
              </button>
            </td>
            {columns.map(({ facts: { name, title, what } }) => (
              <th key={name} scope="col">
                {title}
                <span class="hint">
                  <Explained text={what} />
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {row("Draws", `${numDraws} from nothing but chance, all with seed ${page.numbers.seed.value}`, (column) => <Images pixels={column.draws.value} columns={2} label={`Draws of ${column.facts.title}`} testid={`draw-${column.facts.name}`} />, "draws")}
          {row(
            "What comes back",
            "the image above, encoded and decoded",
            (column) =>
              column.facts.encoder ? (
                <Images pixels={column.reconstruction.value} label={`What ${column.facts.title} makes of the image`} testid={`back-${column.facts.name}`} />
              ) : (
                <Without>{column.facts.pixels ? "no latent" : "no encoder"}</Without>
              ),
            "reconstruction",
          )}
          {row(
            "On the way",
            `${percent(100 * page.numbers.at.value)} of the way from one code to the other`,
            (column) =>
              column.facts.pixels ? (
                <Without>no latent to move in</Without>
              ) : (
                <>
                  <Images pixels={column.between.value} label={`Between the two images, by ${column.facts.title}`} testid={`between-${column.facts.name}`} />
                  {!column.facts.encoder && <span class="hint">between two of its own draws</span>}
                </>
              ),
            "way",
          )}
          {row(
            "Map of the latents",
            `1,000 ${several} on the two principal components of their codes, coloured by class`,
            (column) => (column.facts.encoder ? <MapView column={column} several={several} /> : <Without>{column.facts.pixels ? "no latent" : "no encoder"}</Without>),
            "map",
          )}
          {figure("−log p(x)", "nats an image; lower is better. Exact, or a bound that it lies below; ± is the 95 % interval over test images", "nll", (figures) => {
            const said = likelihood(figures);
            return said ? (
              <>
                <strong>{said.value}</strong>
                <span class="hint">
                  {said.interval}, {said.kind}
                </span>
              </>
            ) : (
              <Without>no likelihood</Without>
            );
          })}
          {figure(
            "Fréchet distance",
            `of draws to test images, in the features of a small classifier; lower is better${floor === null ? "" : `, and real images have ${floor.toFixed(1)}`}`,
            "frechet",
            ({ classifier_frechet }) => <strong>{classifier_frechet.toFixed(1)}</strong>,
          )}
          {figure("Time for a draw", "one alone; in a batch of 64, each", "seconds", ({ seconds_per_sample, seconds_per_batch }) => (
            <>
              {milliseconds(seconds_per_sample)}
              <span class="hint">{milliseconds(seconds_per_batch / 64)}</span>
            </>
          ))}
          {fact("Parameters", "numbers that were learned", "parameters", ({ num_parameters }) => count(num_parameters))}
          {fact("Training", "on one thread of a processor with other work to do", "training", (figures) => (
            <>
              {duration(figures.training_seconds)}
              <span class="hint">{trained(figures)}</span>
            </>
          ))}
          {columns.some(({ problem }) => problem.value) &&
            row(
              "Problems",
              "what is shown stays",
              (column) =>
                column.problem.value && (
                  <>
                    <span role="alert">{column.problem.value}</span>{" "}
                    <button type="button" class="link" onClick={() => page.askAgain(column)}>
                      Try again
                    </button>
                  </>
                ),
              "problem",
            )}
        </tbody>
      </table>
    </div>
  );
}

function Without({ children }: { children: ComponentChildren }) {
  return <span class="compare-without">{children}</span>;
}

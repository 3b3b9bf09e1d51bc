/** What stands around the pages of a file: which of them is open, of which model, and where all of it is from. */

import type { ReadonlySignal } from "@preact/signals";
import type { PackedIndex, PackedPage } from "../parts/http/packed/contract";

interface Props {
  index: PackedIndex;
  opened: ReadonlySignal<{ entry: PackedPage; problems: string[] }>;
  turnTo(page: string): void;
  choose(model: string): void;
}

const TITLES = { sliders: "Latent sliders", manifold: "Latent manifold", factors: "Factors", graph: "Graph", learn: "Learn" };

export function Frame({ index, opened, turnTo, choose }: Props) {
  const { entry, problems } = opened.value;
  const pages = [...new Set(index.pages.map(({ page }) => page))];
  const models = index.pages.filter(({ page }) => page === entry.page);
  const elsewhere = Object.entries(index.elsewhere) as [keyof typeof TITLES, string][];
  if (pages.length === 1 && models.length === 1 && !elsewhere.length) return <About index={index} problems={problems} title={entry.title} />;
  return (
    <>
      <nav aria-label="Pages">
        {pages.map((page) => (
          <button key={page} type="button" data-testid={`tab-${page}`} aria-current={page === entry.page ? "page" : undefined} onClick={() => turnTo(page)}>
            {TITLES[page]}
          </button>
        ))}
        {elsewhere.map(([page, address]) => (
          <a key={page} href={`${address}#page=${page}`}>
            {TITLES[page]}
          </a>
        ))}
      </nav>
      {models.length > 1 ? (
        <label>
          Model{" "}
          <select data-testid="model" value={entry.model} onChange={(event) => choose(event.currentTarget.value)}>
            {models.map(({ model, title }) => (
              <option key={model} value={model}>
                {title}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <strong>{entry.title}</strong>
      )}
      <About index={index} problems={problems} title="" />
    </>
  );
}

/** Beside the title, where nothing else says it. */
function About({ index, problems, title }: { index: PackedIndex; problems: string[]; title: string }) {
  return (
    <>
      {title && <strong>{title}</strong>}
      <details class="about" data-testid="about">
        <summary>About this {Object.values(index.blocks).some(({ file }) => file !== null) ? "site" : "file"}</summary>
        <div>
          <dl>
            {index.facts.map(({ what, text }) => (
              <div key={what + text}>
                <dt>{what}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
          {index.absent.length > 0 && (
            <>
              <p>What takes a server, and so is not here:</p>
              <ul>
                {index.absent.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </>
          )}
        </div>
      </details>
      {problems.length > 0 && (
        <p class="problems" role="status" data-testid="problems">
          {problems.join(" ")}
        </p>
      )}
    </>
  );
}

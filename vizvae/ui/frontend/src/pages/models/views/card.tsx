/** One model's card. */

import { useSignal } from "@preact/signals";
import { copyText } from "../../../parts/explorer/views/clipboard";
import { fetchBytes } from "../../../parts/runtime/fetching";
import { Icon } from "../../../parts/widgets/icons";
import type { Measured, ModelCard } from "../contract";
import { isPlainClick, slidersAddress, type ModelsPage } from "../page";

export function Card({ page, card }: { page: ModelsPage; card: ModelCard }) {
  return (
    <article class="card" data-testid={`card-${card.name}`} aria-labelledby={card.name}>
      <h3 id={card.name}>
        <a href={`#${encodeURIComponent(card.name)}`} title="Link to this card">
          {card.title}
        </a>
      </h3>
      <p>
        <code>{card.name}</code>, {card.about}
      </p>
      {card.measured.map((measured, i) => (
        <Figures key={i} page={page} measured={measured} />
      ))}
      {card.measured.length === 0 && (
        <div>
          {card.measure ? (
            <>
              Not measured yet: <Command command={card.measure} />
            </>
          ) : (
            "Not measured: what the likelihood of its pixels is, is not known."
          )}
        </div>
      )}
      <a
        class="button"
        href={slidersAddress(card.name)}
        aria-describedby={card.name}
        onClick={(event) => {
          if (!isPlainClick(event)) return;
          event.preventDefault();
          page.open(card.name);
        }}
      >
        Open in latent sliders
      </a>
      <Made card={card} />
    </article>
  );
}

function Figures({ page, measured: { figures, how } }: { page: ModelsPage; measured: Measured }) {
  const meanings = Object.entries(page.data.value.figures);
  return (
    <div class="measured">
      <dl class="figures">
        {meanings.map(([figure, meaning], i) => (
          <div key={figure} title={meaning}>
            <dt>{figure}</dt>
            <dd>{figures[i]}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">{how}</p>
    </div>
  );
}

function Made({ card }: { card: ModelCard }) {
  const whole = useSignal("");
  const problem = useSignal("");
  const fetchIt = async (): Promise<void> => {
    try {
      whole.value = new TextDecoder().decode(await fetchBytes(card.url, "The card"));
      problem.value = "";
    } catch (error) {
      problem.value = `${error instanceof Error ? error.message : String(error)}. Fold this up and open it again to try again.`;
    }
  };
  return (
    <details class="explain made" onToggle={(event) => event.currentTarget.open && void fetchIt()}>
      <summary>How it was made</summary>
      <Command command={card.command} />
      {whole.value && (
        <pre class="card-json" tabIndex={0} role="region" aria-label={`card.json of ${card.name}`}>
          {whole.value}
        </pre>
      )}
      <p role="status">{problem.value}</p>
    </details>
  );
}

function Command({ command }: { command: string }) {
  const said = useSignal("");
  const copy = async (near: HTMLElement): Promise<void> => {
    said.value = (await copyText(command, near)) ? "Copied." : "The browser does not let it be copied: mark it.";
  };
  return (
    <div class="command">
      <code>{command}</code>
      <button type="button" class="button" aria-label="Copy the command" onClick={(event) => void copy(event.currentTarget)}>
        <Icon name="copy" /> Copy
      </button>
      <span class="hint" role="status">
        {said.value}
      </span>
    </div>
  );
}

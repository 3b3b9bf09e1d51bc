/** Where a run goes from here: into the other pages, onto the disk, into a terminal. */

import { useSignal } from "@preact/signals";
import { copyText } from "../../../parts/explorer/views/clipboard";
import { useLock } from "../../../parts/widgets/change";
import { ALIVE } from "../phases";
import type { LiveRun } from "../live";
import type { TrainingPage } from "../page";

export function RunLinks({ page, run }: { page: TrainingPage; run: LiveRun }) {
  const { phase } = run.status.value!;
  const { command, everyPage } = run.about.value!;
  const published = useSignal<{ name: string; step: number } | null>(null);
  const publishing = useSignal(false);
  const lock = useLock();
  const finished = phase === "finished";
  const name = finished ? run.name : published.value?.name;
  async function publish(): Promise<void> {
    publishing.value = true;
    await page.said(async () => {
      const step = run.status.peek()!.step;
      published.value = { name: (await run.publish()).name, step };
    });
    publishing.value = false;
  }
  return (
    <footer class="run-links">
      <div class="button-row">
        {!finished && run.view.value && (
          <button type="button" class="button" data-testid="publish" disabled={publishing.value} onClick={() => void publish()} {...lock}>
            {publishing.value ? "Preparing, a few seconds …" : "Open it as it is now"}
          </button>
        )}
        {name && everyPage && (
          <>
            <a class="button" data-testid="open-sliders" href={`/?model=${encodeURIComponent(name)}`} target="_blank" rel="noopener">
              {finished ? "Open" : name} in sliders
            </a>
            <a class="button" data-testid="open-manifold" href={`/manifold?model=${encodeURIComponent(name)}`} target="_blank" rel="noopener">
              on the manifold
            </a>
          </>
        )}
        {finished && (
          <a class="button" data-testid="download" href={`${page.urlOf(run.name)}/checkpoint.zip`} download="">
            Download the checkpoint
          </a>
        )}
        {!ALIVE.includes(phase) && phase !== "queued" && <Rename page={page} run={run} />}
        <button type="button" class="button" data-testid="clone" onClick={() => page.clone(run.name)}>
          Use these settings again
        </button>
      </div>
      <details class="explain">
        <summary>The same from a terminal</summary>
        <code data-testid="command">{command}</code>
        <button type="button" class="button" onClick={(event) => void copyText(command, event.currentTarget).then((copied) => page.messages.info(copied ? "Copied." : "The browser would not copy it."))}>
          Copy
        </button>
      </details>
    </footer>
  );
}

function Rename({ page, run }: { page: TrainingPage; run: LiveRun }) {
  const typed = useSignal<string | null>(null);
  const lock = useLock();
  if (typed.value === null)
    return (
      <button type="button" class="button" data-testid="rename" onClick={() => (typed.value = run.name)} {...lock}>
        Rename
      </button>
    );
  return (
    <form
      class="button-row"
      onSubmit={(event) => {
        event.preventDefault();
        void page.rename(run.name, typed.value!.trim());
      }}
    >
      <input class="name-field" data-testid="new-name" aria-label="New name" value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />
      <button type="submit" class="button" {...lock}>
        Keep this name
      </button>
    </form>
  );
}

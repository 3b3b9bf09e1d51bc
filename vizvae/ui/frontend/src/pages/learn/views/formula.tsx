/** A formula whose symbols say what they are. */

import katex from "katex";
import { useSignal } from "@preact/signals";
import { useHidden } from "../frame";

export interface Symbol {
  tex: string;
  /** What it is, and its shape in the running example; none for signs that need no words. */
  says?: string;
}

export function Formula({ parts, label }: { parts: readonly Symbol[]; label: string }) {
  const said = useSignal<string | null>(null);
  const wordless = useHidden("words");
  return (
    <div class="formula" role="group" aria-label={label}>
      <div class="formula-parts">
        {parts.map(({ tex, says }, i) =>
          says && !wordless ? (
            <button
              key={i}
              type="button"
              class="symbol"
              aria-pressed={said.value === says}
              onPointerEnter={(event) => event.pointerType === "mouse" && (said.value = says)}
              onFocus={() => (said.value = says)}
              onClick={() => (said.value = says)}
            >
              <span class="unseen">{says}</span>
              <span aria-hidden="true">
                <Maths tex={tex} />
              </span>
            </button>
          ) : (
            <Maths key={i} tex={tex} />
          ),
        )}
      </div>
      {!wordless && (
        <>
          <p class="hint formula-said" aria-live="polite" data-testid="said">
            {said.value ?? "Point at a symbol to read what it is."}
          </p>
          <ul class="formula-words">
            {parts.map(({ says }, i) => says && <li key={i}>{says}</li>)}
          </ul>
        </>
      )}
    </div>
  );
}

export function Maths({ tex }: { tex: string }) {
  return <span class="maths" dangerouslySetInnerHTML={{ __html: katex.renderToString(tex, { strict: "error" }) }} />;
}

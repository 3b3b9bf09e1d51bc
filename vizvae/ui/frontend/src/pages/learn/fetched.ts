/** What the server says of something chosen, for a step. */

import { useSignal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { fetchJson } from "../../parts/runtime/fetching";
import { latestOnly } from "../../parts/runtime/latest";
import { Recent } from "../../parts/runtime/recent";

/** A step that is opened again has its answer at once: what is asked for here does not change while one reads. */
const answers = new Recent<unknown>(64);

export interface Fetched<Answer> {
  /** The last answer stays until the next is there. Null before the first. */
  found: ReadonlySignal<Answer | null>;
  /** A sentence while the last request has failed. */
  problem: ReadonlySignal<string | null>;
  again(): void;
}

/** `what` is wanted, in the words of a message. Without an address nothing is asked. */
export function useFetched<Answer>(url: string | null, what: string): Fetched<Answer> {
  const found = useSignal<Answer | null>(null);
  const problem = useSignal<string | null>(null);
  const ask = useMemo(
    () =>
      latestOnly(async (wanted: string) => {
        try {
          found.value = (await answers.get(wanted, () => fetchJson<Answer>(wanted, what))) as Answer;
          problem.value = null;
        } catch (error) {
          problem.value = `${error instanceof Error ? error.message : String(error)}.${found.peek() ? " What is shown stays." : ""}`;
        }
      }),
    [],
  );
  const again = () => void (url !== null && ask(url));
  useEffect(again, [url]);
  return { found, problem, again };
}

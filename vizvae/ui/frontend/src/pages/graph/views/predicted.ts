/** What the model predicts of a node's edges, and what is true of them, in words. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { fetchBytes } from "../../../parts/runtime/fetching";
import { PARTS } from "../bundle";
import type { GraphPage } from "../page";
import { logitsOf, type Neighbour } from "../reconstruction";

/** An inner product is computed here, at the present draw; a network is asked on the server, for the means. */
export function useLogits(page: GraphPage, node: number): Float32Array | null {
  const model = page.model.value;
  const asked = useSignal<{ url: string; logits: Float32Array } | null>(null);
  const here = model.decoder === "inner_product";
  const url = `${model.neighboursUrl}?node=${node}${page.leaked.value ? "&leaked=1" : ""}`;
  useEffect(() => {
    if (here || model.neighboursUrl === null) return undefined;
    let wanted = true;
    fetchBytes(url, "the predicted neighbours")
      .then((bytes) => wanted && (asked.value = { url, logits: new Float32Array(bytes.buffer) }))
      .catch((error: unknown) => wanted && page.messages.error(error instanceof Error ? error.message : String(error)));
    return () => (wanted = false);
  }, [url, here]);
  if (here) return logitsOf(page.bundle.value!, page.places.z.value!, node);
  return asked.value?.url === url ? asked.value.logits : null;
}

/** In the words of the threshold panel: what is predicted there is what reaches its threshold. */
export function verdict(page: GraphPage, { edge, logit }: Neighbour, threshold: number): string {
  if (edge < 0) return logit >= threshold ? "invented" : "no edge, and below the threshold";
  return `${truthOf(page, edge)}${logit >= threshold ? "" : ", missed at this threshold"}`;
}

export function truthOf(page: GraphPage, edge: number): string {
  return edge < 0 ? "no edge" : `${PARTS[page.bundle.value!.edgePart[edge]!]} edge`;
}

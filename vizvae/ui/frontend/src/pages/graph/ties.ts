/** The node in question, the chosen one or else an example, and whom the model ties it to: worked out once for all that show it. */

import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { fetchBytes } from "../../parts/runtime/fetching";
import type { Bundle } from "./bundle";
import type { GraphModel } from "./contract";
import { likeliestNeighbours, logitsOf } from "./reconstruction";

const MOST_LISTED = 12;

interface Source {
  model: ReadonlySignal<GraphModel>;
  bundle: ReadonlySignal<Bundle | null>;
  leaked: ReadonlySignal<boolean>;
  /** The codes at the present draw */
  z: ReadonlySignal<Float32Array | null>;
  chosen: ReadonlySignal<number[]>;
  example: ReadonlySignal<number | null>;
}

export class Ties {
  readonly node = computed(() => (this.of.bundle.value ? (this.of.chosen.value[0] ?? this.of.example.value) : null));
  /** With every node; null until a server has answered, or where there is none to ask. */
  readonly logits = computed((): Float32Array | null => {
    const [bundle, node] = [this.of.bundle.value, this.node.value];
    if (!bundle || node === null) return null;
    if (this.of.model.value.decoder === "inner_product") return logitsOf(bundle, this.of.z.value!, node);
    const asked = this.asked.value;
    return asked && asked.url === this.url.value ? asked.logits : null;
  });
  /** The nodes tied closest */
  readonly first = computed(() => this.logits.value && likeliestNeighbours(this.of.bundle.value!, this.logits.value, this.node.value!, MOST_LISTED));

  /** An inner product is computed here, at the present draw; a network is asked on the server, for the means. */
  private readonly url = computed(() => {
    const { decoder, neighboursUrl } = this.of.model.value;
    if (this.node.value === null || decoder === "inner_product" || neighboursUrl === null) return null;
    return `${neighboursUrl}?node=${this.node.value}${this.of.leaked.value ? "&leaked=1" : ""}`;
  });
  private readonly asked = signal<{ url: string; logits: Float32Array } | null>(null);

  constructor(private readonly of: Source) {}

  /** Asks the server whenever another node is in question, until the function that is returned is called. */
  follow(failed: (reason: string) => void): () => void {
    return effect(() => {
      const url = this.url.value;
      if (url === null) return undefined;
      let wanted = true;
      fetchBytes(url, "the predicted neighbours")
        .then((bytes) => wanted && (this.asked.value = { url, logits: new Float32Array(bytes.buffer) }))
        .catch((error: unknown) => wanted && failed(error instanceof Error ? error.message : String(error)));
      return () => {
        wanted = false;
      };
    });
  }
}

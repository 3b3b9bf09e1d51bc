/** From which logit on a pair is predicted as an edge, and what that gets right. */

import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { Bundle } from "./bundle";
import { countsAt, indexOfCount } from "./reconstruction";

export class Threshold {
  /** Of `bundle.thresholds`. */
  readonly index = signal(0);
  readonly counts = computed(() => {
    const bundle = this.bundle.value;
    return bundle && countsAt(bundle, this.index.value);
  });

  /** How many pairs were asked for; each model has a threshold near it, and none drifts away from it. */
  private wanted: number | null = null;

  constructor(private readonly bundle: ReadonlySignal<Bundle | null>) {}

  /** At which about so many pairs are predicted. */
  predict(count: number): void {
    const bundle = this.bundle.peek();
    if (bundle) this.moveTo(indexOfCount(bundle.predicted, count));
  }

  moveTo(index: number): void {
    this.index.value = index;
    this.wanted = this.bundle.peek()?.predicted[index] ?? null;
  }

  /** In another bundle, as many pairs: `count`, or what was asked for before, or else as many as there are edges, a fair first look. */
  follow(bundle: Bundle, numEdges: number, count?: number): void {
    this.wanted = count ?? this.wanted;
    this.index.value = indexOfCount(bundle.predicted, this.wanted ?? numEdges);
  }
}

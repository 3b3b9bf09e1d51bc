/** The nodes in question: the one under the pointer, and those that are chosen. */

import { signal } from "@preact/signals";

export class Selection {
  readonly hovered = signal<number | null>(null);
  /** One node, or the two of a pair. */
  readonly chosen = signal<number[]>([]);
  /** The next node that is clicked makes a pair with the chosen one: what Shift does where there is a keyboard. */
  readonly pairing = signal(false);

  choose(node: number | null, pair = false): void {
    const before = this.chosen.peek();
    pair ||= this.pairing.peek();
    this.pairing.value = false;
    if (node === null) this.chosen.value = [];
    else if (pair && before.length && before[0] !== node) this.chosen.value = [before[0]!, node];
    else this.chosen.value = before.length === 1 && before[0] === node ? [] : [node];
  }
}

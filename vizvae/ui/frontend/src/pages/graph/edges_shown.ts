/** Which of the edges are drawn. */

import { signal } from "@preact/signals";
import { PARTS } from "./bundle";
import type { EdgeKind, EdgePart } from "./contract";

/** Invented edges hide all others: they are drawn around a node, or where somebody asks for them. */
const FIRST_KINDS: EdgeKind[] = ["found", "missed"];

export class EdgesShown {
  readonly kinds = signal<EdgeKind[]>(FIRST_KINDS);
  readonly parts = signal<readonly EdgePart[]>(PARTS);

  toggle(kind: EdgeKind): void {
    const shown = this.kinds.value;
    this.kinds.value = shown.includes(kind) ? shown.filter((other) => other !== kind) : [...shown, kind];
  }

  togglePart(part: EdgePart): void {
    const shown = this.parts.value;
    this.parts.value = PARTS.filter((other) => shown.includes(other) !== (other === part));
  }
}

/** Undo and redo over snapshots. */

import { computed, signal, type ReadonlySignal } from "@preact/signals";

const LIMIT = 200;

export class History<T> {
  private readonly states = signal<{ past: T[]; present: T; future: T[] }>(undefined as never);
  readonly canUndo: ReadonlySignal<boolean> = computed(() => this.states.value.past.length > 0);
  readonly canRedo: ReadonlySignal<boolean> = computed(() => this.states.value.future.length > 0);

  constructor(
    first: T,
    private readonly same: (a: T, b: T) => boolean,
  ) {
    this.states.value = { past: [], present: first, future: [] };
  }

  get present(): T {
    return this.states.peek().present;
  }

  /** False when nothing has changed. */
  push(next: T): boolean {
    const { past, present } = this.states.peek();
    if (this.same(present, next)) return false;
    this.states.value = { past: [...past, present].slice(-LIMIT), present: next, future: [] };
    return true;
  }

  /** Puts another state in the place of the present one, without a step that could be undone. */
  amend(present: T): void {
    this.states.value = { ...this.states.peek(), present };
  }

  undo(): T | null {
    const { past, present, future } = this.states.peek();
    const previous = past.at(-1);
    if (previous === undefined) return null;
    this.states.value = { past: past.slice(0, -1), present: previous, future: [present, ...future] };
    return previous;
  }

  redo(): T | null {
    const { past, present, future } = this.states.peek();
    const next = future[0];
    if (next === undefined) return null;
    this.states.value = { past: [...past, present], present: next, future: future.slice(1) };
    return next;
  }
}

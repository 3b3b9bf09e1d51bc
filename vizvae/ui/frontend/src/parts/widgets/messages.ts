/** The one line in which the page speaks. */

import { signal } from "@preact/signals";

/** Something the reader can do about it. */
export interface Remedy {
  label: string;
  run: () => void;
}

export interface Message {
  kind: "info" | "error";
  text: string;
  remedy?: Remedy;
}

const INFO_MS = 4000;

export class Messages {
  readonly current = signal<Message | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Goes by itself, unless it has a remedy. */
  info(text: string, remedy?: Remedy): void {
    this.show("info", text, remedy);
    if (!remedy) this.timer = setTimeout(() => this.clear(), INFO_MS);
  }

  /** Stays until the next action or until it is dismissed. */
  error(text: string, remedy?: Remedy): void {
    this.show("error", text, remedy);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.current.value = null;
  }

  private show(kind: Message["kind"], text: string, remedy?: Remedy): void {
    clearTimeout(this.timer);
    this.current.value = { kind, text, ...(remedy && { remedy }) };
  }
}

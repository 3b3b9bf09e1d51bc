/** The one line in which the page speaks. */

import { signal } from "@preact/signals";

export interface Message {
  kind: "info" | "error";
  text: string;
  /** Something the reader can do about it. */
  remedy?: { label: string; run: () => void };
}

const INFO_MS = 4000;

export class Messages {
  readonly current = signal<Message | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;

  info(text: string): void {
    this.show({ kind: "info", text });
    this.timer = setTimeout(() => this.clear(), INFO_MS);
  }

  /** Stays until the next action or until it is dismissed. */
  error(text: string, remedy?: Message["remedy"]): void {
    this.show({ kind: "error", text, ...(remedy && { remedy }) });
  }

  clear(): void {
    clearTimeout(this.timer);
    this.current.value = null;
  }

  private show(message: Message): void {
    clearTimeout(this.timer);
    this.current.value = message;
  }
}

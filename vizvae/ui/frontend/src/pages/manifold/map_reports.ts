/** How the map stands, told to the host when it has come to rest. */

import { effect } from "@preact/signals";
import type { MapReport } from "./contract";

/** What follows the pointer is reported when it rests. */
const REPORT_MS = 400;

export type Stands = Pick<MapReport, "settings" | "selection" | "through" | "projection">;

export class MapReports {
  send: (stands: Stands) => void = () => {};
  private last = "";

  constructor(private readonly stands: () => Stands) {}

  /** What the map is given now is no change of it. */
  beginAnew(): void {
    this.last = "";
  }

  /** Returns what ends it. */
  follow(): () => void {
    return effect(() => {
      const stands = this.stands();
      // What it opens with is no change; a change right after it is one.
      if (this.last === "") {
        this.last = JSON.stringify(stands);
        return undefined;
      }
      const timer = setTimeout(() => this.report(stands), REPORT_MS);
      return () => clearTimeout(timer);
    });
  }

  private report(stands: Stands): void {
    const text = JSON.stringify(stands);
    if (text === this.last) return;
    this.last = text;
    this.send(stands);
  }
}

/** Which step is open, kept equal to the page's address. */

import { signal } from "@preact/signals";
import type { StreamlitComponent } from "../streamlit/mount";
import type { LearnData } from "./contract";
import { STEPS } from "./steps";

export class LearnPage {
  readonly step = signal(0);
  private restoreId = "";
  private report: (step: string) => void = () => {};

  constructor(public data: LearnData) {
    this.take(data);
  }

  update({ data, setStateValue }: StreamlitComponent<LearnData>): void {
    this.report = (step) => setStateValue("view", { step, restoreId: this.restoreId });
    if (data.restoreId !== this.restoreId) this.take(data);
  }

  open(step: number): void {
    this.step.value = Math.max(0, Math.min(STEPS.length - 1, step));
    this.report(STEPS[this.step.value]!.id);
  }

  private take(data: LearnData): void {
    this.data = data;
    this.restoreId = data.restoreId;
    this.step.value = Math.max(0, STEPS.findIndex(({ id }) => id === data.step));
  }
}

/** What each of the steps is: steps/index.ts lists them. */

import type { ComponentType } from "preact";
import type { LearnData } from "./contract";
import type { Controls, StepId } from "./controls";

export interface StepProps<S extends StepId> {
  data: LearnData;
  controls: Controls<S>;
}

export interface Step<S extends StepId> {
  title: string;
  /** One sentence: what one knows after it. */
  idea: string;
  Body: ComponentType<StepProps<S>>;
}

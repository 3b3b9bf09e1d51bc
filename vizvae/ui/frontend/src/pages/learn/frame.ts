/** What the parts of every step ask: whether a teacher's lesson hides them. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Part, StepId } from "./controls";

interface Page {
  hides(part: Part): boolean;
  /** Those that can be gone to. */
  readonly steps: { readonly value: readonly StepId[] };
  open(step: StepId): void;
}

export const Frame = createContext<Page>({ hides: () => false, steps: { value: [] }, open: () => {} });

export const useHidden = (part: Part): boolean => useContext(Frame).hides(part);

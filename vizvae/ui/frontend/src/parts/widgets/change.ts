/** Controls that change something for everybody, as they are drawn for a visitor who may only look. */

import { signal, type ReadonlySignal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** Why the visitor may change nothing; empty if they may. See `vizvae.ui.access.permission.why_not_change`. */
export const WhyNotChange = createContext<ReadonlySignal<string>>(signal(""));

export function useWhyNotChange(): string {
  return useContext(WhyNotChange).value;
}

export interface Locked {
  disabled?: boolean;
  title?: string;
  "aria-description"?: string;
}

/** To be spread over a control, after its own `disabled` and `title`: the server would refuse what it asks for. */
export function useLock(): Locked {
  return lockFor(useWhyNotChange());
}

export function lockFor(whyNot: string): Locked {
  return whyNot ? { disabled: true, title: whyNot, "aria-description": whyNot } : {};
}

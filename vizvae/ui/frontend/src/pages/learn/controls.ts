/** What can be moved in a step. It is declared in vizvae/ui/learn/parameters.json, which the server reads too: the address carries it. */

import type { ReadonlySignal, Signal } from "@preact/signals";
import declared from "../../../../learn/parameters.json";
import { readChoice, readNumber, writeNumber, type ChoiceSpec, type NumberSpec } from "../../parts/address/parameters";

export type StepId = keyof typeof declared.steps;
/** What of every step a lesson may hide. */
export type Part = keyof typeof declared.parts;

export type Value = number | string;
export type Labelled<Spec> = Spec & { label: string };
type AnySpec = Labelled<NumberSpec> | Labelled<ChoiceSpec>;

/** One of the page's for as long as it lives. Set `value` while the hand moves; `rest()` puts it into the address, as `set()` does at once. */
export interface Control<V extends Value = Value> {
  readonly key: string;
  readonly spec: Labelled<V extends number ? NumberSpec : ChoiceSpec>;
  readonly value: Signal<V>;
  /** False where a teacher's lesson hides it. */
  readonly shown: ReadonlySignal<boolean>;
  rest(): void;
  set(value: V): void;
}

type ValueOf<Declared> = Declared extends { options: infer Options } ? keyof Options & string : number;

/** Of a step, by their names in the address. */
export type Controls<S extends StepId> = { readonly [K in keyof (typeof declared.steps)[S]]: Control<ValueOf<(typeof declared.steps)[S][K]>> };

type SpecById = Readonly<Record<StepId, Readonly<Record<string, AnySpec>>>>;
export const SPECS: SpecById = declared.steps;
/** In the order in which they are told. */
export const STEP_IDS = Object.keys(SPECS) as readonly StepId[];
export const PARTS = declared.parts;

/** The value that an address gives; null if it gives none that the control has. A number too large or too small is brought to the end. */
export function readValue(spec: AnySpec, text: string | undefined): Value | null {
  return "options" in spec ? readChoice(Object.keys(spec.options), text) : readNumber(spec, text);
}

export const writeValue = (value: Value): string => (typeof value === "number" ? writeNumber(value) : value);

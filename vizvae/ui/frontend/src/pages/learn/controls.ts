/** What can be moved in a step. It is declared in vizvae/ui/learn/steps.json, which the server reads too: the address carries it. */

import type { ReadonlySignal, Signal } from "@preact/signals";
import declared from "../../../../learn/steps.json";

export type StepId = keyof typeof declared.steps;
/** What of every step a lesson may hide. */
export type Part = keyof typeof declared.parts;

export interface NumberSpec {
  label: string;
  min: number;
  max: number;
  /** From 1 on the number is whole. */
  step: number;
  start: number;
}

export interface ChoiceSpec {
  label: string;
  /** What is written for each. */
  options: Readonly<Record<string, string>>;
  start: string;
}

export type Value = number | string;

/** One of the page's for as long as it lives. Set `value` while the hand moves; `rest()` puts it into the address, as `set()` does at once. */
export interface Control<V extends Value = Value> {
  readonly key: string;
  readonly spec: V extends number ? NumberSpec : ChoiceSpec;
  readonly value: Signal<V>;
  /** False where a teacher's lesson hides it. */
  readonly shown: ReadonlySignal<boolean>;
  rest(): void;
  set(value: V): void;
}

type ValueOf<Declared> = Declared extends { options: infer Options } ? keyof Options & string : number;

/** Of a step, by their names in the address. */
export type Controls<S extends StepId> = { readonly [K in keyof (typeof declared.steps)[S]]: Control<ValueOf<(typeof declared.steps)[S][K]>> };

type SpecById = Readonly<Record<StepId, Readonly<Record<string, NumberSpec | ChoiceSpec>>>>;
export const SPECS: SpecById = declared.steps;
/** In the order in which they are told. */
export const STEP_IDS = Object.keys(SPECS) as readonly StepId[];
export const PARTS = declared.parts;

/** The value that an address gives; null if it gives none that the control has. A number too large or too small is brought to the end. */
export function readValue(spec: NumberSpec | ChoiceSpec, text: string | undefined): Value | null {
  if (text === undefined) return null;
  if ("options" in spec) return Object.hasOwn(spec.options, text) ? text : null;
  if (!(spec.step >= 1 ? /^-?\d{1,6}$/ : /^-?\d{1,6}(\.\d{1,6})?$/).test(text)) return null;
  return Math.min(spec.max, Math.max(spec.min, Number(text)));
}

/** Four decimals: a button may put a number between the slider's places. */
export const writeValue = (value: Value): string => (typeof value === "number" ? String(Number(value.toFixed(4))) : value);

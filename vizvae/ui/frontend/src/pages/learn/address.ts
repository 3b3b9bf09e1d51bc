/** The page's address: a step, where its controls stand, and a teacher's lesson. As in vizvae/ui/learn/address.py, which explains it. */

import { readSeveral, writeSeveral } from "../../parts/address/parameters";
import { PARTS, readValue, SPECS, STEP_IDS, writeValue, type StepId, type Value } from "./controls";

export interface Lesson {
  steps: readonly StepId[];
  /** Parts, and controls as `step.key`. */
  hidden: readonly string[];
}

export interface View {
  step: StepId;
  lesson: Lesson | null;
  /** Of the controls of the open step, and of a lesson's other steps, as `step.key`. */
  values: Readonly<Record<string, Value>>;
}

export const isStep = (name: string): name is StepId => Object.hasOwn(SPECS, name);

/** What a lesson of these steps may hide. */
export const hideable = (steps: readonly StepId[]): string[] => [...Object.keys(PARTS), ...steps.flatMap((step) => Object.keys(SPECS[step]).map((key) => `${step}.${key}`))];

export function readAddress(query: Readonly<Record<string, string>>): View {
  const asked = query["step"] ?? "";
  const told = readSeveral(STEP_IDS, query["lesson"]);
  const step = isStep(asked) && (told.length === 0 || told.includes(asked)) ? asked : (told[0] ?? STEP_IDS[0]!);
  const steps = told.length > 0 ? told : [step];
  const lesson = query["lesson"] === undefined ? null : { steps, hidden: readSeveral(hideable(steps), query["hide"]) };
  const values: Record<string, Value> = {};
  for (const one of lesson ? steps : [step])
    for (const [key, spec] of Object.entries(SPECS[one])) {
      const id = `${one}.${key}`;
      values[id] = readValue(spec, query[id] ?? (one === step ? query[key] : undefined)) ?? spec.start;
    }
  return { step, lesson, values };
}

/** Without what is said by default. */
export function writeAddress({ step, lesson, values }: View): Record<string, string> {
  const query: Record<string, string> = { step };
  if (lesson) {
    query["lesson"] = writeSeveral(lesson.steps);
    if (lesson.hidden.length > 0) query["hide"] = writeSeveral(lesson.hidden);
  }
  for (const one of [step, ...(lesson?.steps ?? []).filter((other) => other !== step)])
    for (const [key, spec] of Object.entries(SPECS[one])) {
      const value = values[`${one}.${key}`] ?? spec.start;
      if (writeValue(value) !== writeValue(spec.start)) query[one === step ? key : `${one}.${key}`] = writeValue(value);
    }
  return query;
}

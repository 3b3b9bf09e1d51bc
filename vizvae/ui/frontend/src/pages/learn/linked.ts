/** What a link says of the Learn page, for a host without a server: its own reading leaves out what cannot be used, see address.ts. */

import type { Linked, Query } from "../../hosts/host";
import type { LearnData } from "./contract";

export async function linkedLearn({ page: _, ...address }: Query, data: LearnData): Promise<Linked<LearnData>> {
  const { stepsHere } = data;
  if (!stepsHere) return { data: Object.keys(address).length ? { ...data, address } : data, problems: [] };
  // A lesson that was taken along stays that lesson, with what it hides.
  const { lesson = "", hide = "" } = data.address;
  const { step } = address;
  if (step === undefined) return { data, problems: [] };
  if (!stepsHere.includes(step)) return { data, problems: [`There is no step ${step.slice(0, 40)} here.`] };
  return { data: { ...data, address: { ...address, lesson, ...(hide && { hide }) } }, problems: [] };
}

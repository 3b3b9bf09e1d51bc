/** Parts of a link, read where no server does. */

import type { Query } from "../../hosts/host";

export const DAMAGED = "copy the link again";

/** What `read` makes of a part of the link; where that cannot be, `otherwise`, and one more of the `problems`. */
export async function partIn<T>(query: Query, name: string, problems: string[], otherwise: T, read: (text: string) => T | Promise<T>): Promise<T> {
  const text = query[name];
  if (text === undefined) return otherwise;
  try {
    return await read(text);
  } catch (error) {
    problems.push(`The link's ${name} was left out: ${error instanceof Error ? error.message : String(error)}.`);
    return otherwise;
  }
}

export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`it is not valid JSON; ${DAMAGED}`);
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Questions to the server, and requests to a run. */

import { fetchBytes, sendJson } from "../runtime/fetching";

export async function fetchJson<T>(url: string, what: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await fetchBytes(url, what))) as T;
}

/** Throws an Error with the server's own sentence where it refuses. */
export function post<T = Record<string, string>>(url: string, body: object = {}): Promise<T> {
  return sendJson<T>("POST", url, body);
}

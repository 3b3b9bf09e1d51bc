/** Questions to the server, and requests to a run. */

import { sendJson } from "../../parts/runtime/fetching";

/** Throws an Error with the server's own sentence where it refuses. */
export function post<T = Record<string, string>>(url: string, body: object = {}): Promise<T> {
  return sendJson<T>("POST", url, body);
}

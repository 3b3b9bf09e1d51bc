/** Questions to the server, and requests to a run. */

import { sendJson } from "../../parts/runtime/fetching";
import type { ControlBody, NameBody, NothingMore, PlaceBody } from "./contract";

/** Throws an Error with the server's own sentence where it refuses. */
export function post<T>(url: string, body: ControlBody | NameBody | PlaceBody | NothingMore): Promise<T> {
  return sendJson<T>("POST", url, body);
}

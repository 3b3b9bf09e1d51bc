/** Questions to the server, and requests to a run. */

import { fetchBytes } from "../runtime/fetching";

export async function fetchJson<T>(url: string, what: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await fetchBytes(url, what))) as T;
}

/** Throws an Error with the server's own sentence where it refuses. */
export async function post<T = Record<string, string>>(url: string, body: object = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    throw new Error("no answer from the server");
  }
  const text = await response.text();
  if (!response.ok) throw new Error(text.slice(0, 300) || `the server answered ${response.status}`);
  return JSON.parse(text) as T;
}

import { host } from "../../hosts/host";

/** The bytes behind a URL, or an Error that says what was wanted and what the server said. */
export async function fetchBytes(url: string, what: string, request?: RequestInit): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  try {
    response = await host().ask(url, request);
  } catch {
    throw new Error(`${what} could not be fetched: no answer from the server`);
  }
  if (!response.ok) {
    const reason = response.headers.get("content-type")?.startsWith("text/plain") ? `: ${(await response.text()).slice(0, 200)}` : "";
    throw new Error(`${what} could not be fetched: the server answered ${response.status}${reason}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** float32 little-endian. */
export async function fetchFloats(url: string, what: string, request?: RequestInit): Promise<Float32Array> {
  const bytes = await fetchBytes(url, what, request);
  return new Float32Array(bytes.buffer, 0, bytes.length >> 2);
}

export async function fetchJson<T>(url: string, what: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await fetchBytes(url, what))) as T;
}

/** Asks for a change. Throws an Error with the server's own sentence where it refuses. */
export async function sendJson<T>(method: "POST" | "PUT", url: string, body: object): Promise<T> {
  let response: Response;
  try {
    response = await host().ask(url, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    throw new Error("no answer from the server");
  }
  const text = await response.text();
  if (!response.ok) throw new Error(text.slice(0, 300) || `the server answered ${response.status}`);
  return JSON.parse(text) as T;
}

/** Tells whoever computes what stands at this address that nobody waits for it any more. */
export function withdraw(address: string): void {
  void host().ask(address, { method: "DELETE" }).catch(() => undefined);
}

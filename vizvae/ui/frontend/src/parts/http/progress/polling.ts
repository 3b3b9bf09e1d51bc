/** What the server computes in the background: asked for again and again until it is there. */

import { host } from "../../../hosts/host";
import type { ProgressAnswer } from "./contract";

export interface Progress {
  /** 0 … 1 */
  fraction: number;
  message: string;
}

const POLL_MS = 400;

/** What the server says where it cannot be done. */
export class Refused extends Error {
  constructor(
    said: string,
    readonly status: number,
  ) {
    super(said);
  }
}

/** The bytes of the answer, once they are there. Throws an Error that says what was wanted and what the server said. */
export async function bytesWhenThere(address: string, what: string, report: (progress: Progress | null) => void): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array((await askUntilThere(address, () => true, report))!);
  } catch (error) {
    const reason = error instanceof TypeError ? "no answer from the server" : error instanceof Error ? error.message : String(error);
    throw new Error(`${what} could not be fetched: ${reason}`, { cause: error });
  } finally {
    report(null);
  }
}

/**
 * The bytes of the answer, or null once they are no longer `wanted`. `report` hears how far it is, and null when that is over.
 * Throws a `Refused` where it cannot be done.
 */
export async function askUntilThere(address: string, wanted: () => boolean, report: (progress: Progress | null) => void, request?: RequestInit): Promise<ArrayBuffer | null> {
  for (;;) {
    const response = await host().ask(address, request);
    if (!wanted()) return null;
    if (response.status !== 202) report(null);
    if (response.status === 200) return response.arrayBuffer();
    if (response.status !== 202) throw new Refused((await response.text()).slice(0, 600) || `the server answered ${response.status}`, response.status);
    const { progress, message } = (await response.json()) as ProgressAnswer;
    if (!wanted()) return null;
    report({ fraction: progress, message });
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (!wanted()) return null;
  }
}

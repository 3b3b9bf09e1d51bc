/** Images to posteriors: in this thread when the network is small enough for the browser, else by one call to the server. */

import { fetchFloats } from "./fetching";
import { openSession, run, type Session } from "./ort";

/** A deterministic autoencoder gives a code without a spread: `logvar` is null. */
export interface Encoded {
  mu: Float32Array;
  logvar: Float32Array | null;
}

export class Encoder {
  private constructor(
    private readonly session: Session,
    private readonly imageShape: [channels: number, height: number, width: number],
  ) {}

  static async open(bytes: Uint8Array, imageShape: [number, number, number]): Promise<Encoder> {
    return new Encoder(await openSession(bytes), imageShape);
  }

  async encode(x: Float32Array): Promise<Encoded> {
    const { mu, logvar } = await run(this.session, "x", x, [1, ...this.imageShape]);
    if (!mu) throw new Error('the encoder file has no output called "mu"');
    return { mu, logvar: logvar ?? null };
  }

  release(): void {
    void this.session.release();
  }
}

export async function encodeOnServer(url: string, x: Float32Array, latentDim: number, stochastic: boolean): Promise<Encoded> {
  const values = await fetchFloats(url, "the server's encoder", { method: "POST", body: x.slice().buffer });
  const expected = stochastic ? 2 * latentDim : latentDim;
  if (values.length < expected) throw new Error(`the server's encoder answered with ${values.length} numbers, expected ${expected}`);
  return { mu: values.slice(0, latentDim), logvar: stochastic ? values.slice(latentDim, 2 * latentDim) : null };
}

/** A network that reads the true factors from an image: one softmax a factor. */

import { openSession, run, type Session } from "./ort";

export class Reader {
  private constructor(
    private readonly session: Session,
    private readonly imageShape: [channels: number, height: number, width: number],
  ) {}

  static async open(bytes: Uint8Array, imageShape: [number, number, number]): Promise<Reader> {
    return new Reader(await openSession(bytes), imageShape);
  }

  /** Logits of one image, the values of the first factor, then those of the second, and so on. */
  async read(x: Float32Array): Promise<Float32Array> {
    const { logits } = await run(this.session, "x", x, [1, ...this.imageShape]);
    if (!logits) throw new Error('the reader file has no output called "logits"');
    return logits;
  }

  release(): void {
    void this.session.release();
  }
}

/** The loop that keeps the decoded image under the pointer: at most one decode a frame, always of the newest z. */

import { effect, signal } from "@preact/signals";
import type { Decodes } from "../../parts/runtime/decoder";
import { latestOnly, oncePerFrame } from "../../parts/runtime/latest";
import type { Exploration } from "./exploration";

export interface DecodedFrame {
  z: Float32Array;
  /** Pixels in [0, 1]. */
  mean: Float32Array;
  /** Distinct images decoded so far. */
  count: number;
}

export class Decoding {
  /** Whether the shown image is decoded here, and not the still one sent by the server. */
  readonly ready = signal(false);
  frame: DecodedFrame | null = null;
  private source: { exploration: Exploration; decoder: Decodes } | null = null;
  private stop = () => {};
  private readonly painters = new Set<(frame: DecodedFrame) => void>();
  private readonly frames = oncePerFrame(() => this.draw(null));
  private readonly draw = latestOnly<null>(() => this.drawNow().catch(this.onError));

  constructor(private readonly onError: (error: unknown) => void) {}

  /** Shows this exploration from now on; resolves when its first image is on the screen. */
  async attach(exploration: Exploration, decoder: Decodes): Promise<void> {
    this.detach();
    this.source = { exploration, decoder };
    await this.drawNow();
    if (this.source?.exploration !== exploration) return;
    this.ready.value = true;
    this.stop = effect(() => {
      for (const value of exploration.z) value.value;
      void exploration.preview.value;
      this.frames.request();
    });
  }

  /** The last image stays on the screen. */
  detach(): void {
    this.stop();
    this.frames.cancel();
    this.source = null;
    this.frame = null;
    this.ready.value = false;
  }

  /** Calls `painter` with every frame, at once with the present one. */
  onFrame(painter: (frame: DecodedFrame) => void): () => void {
    this.painters.add(painter);
    if (this.frame) painter(this.frame);
    return () => this.painters.delete(painter);
  }

  private async drawNow(): Promise<void> {
    const source = this.source;
    if (!source) return;
    const z = source.exploration.preview.peek()?.z ?? source.exploration.currentZ();
    if (this.frame && z.every((value, i) => value === this.frame!.z[i])) return;
    const { mean } = await source.decoder.decode(z);
    if (this.source !== source) return; // another model was chosen meanwhile
    this.frame = { z, mean, count: (this.frame?.count ?? 0) + 1 };
    for (const painter of this.painters) painter(this.frame);
  }
}

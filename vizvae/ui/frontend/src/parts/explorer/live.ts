/** The loop that keeps the picture under the pointer: at most one decode a frame, always of the newest z. */

import { effect, signal } from "@preact/signals";
import { reconNll, type PixelLikelihood } from "../latent/likelihood";
import type { Decodes } from "../runtime/decoder";
import { latestOnly, oncePerFrame } from "../runtime/latest";
import type { Reference } from "./resources";
import { usualness } from "./usualness";
import type { PointKind, Workspace } from "./workspace";

export interface Frame {
  z: Float32Array;
  decoded: PixelLikelihood;
  /** Distinct images decoded so far. */
  count: number;
}
type Painter = (frame: Frame) => void;

/** A point that is looked at without going there. */
export interface Preview {
  z: Float32Array;
  label: string;
  /** What it is like; a mean unless it is said. */
  kind?: PointKind;
}

export class Live {
  /** Whether the shown image is decoded here, and not the still one sent by the server. */
  readonly ready = signal(false);
  readonly preview = signal<Preview | null>(null);
  /** recon_nll of the input at the shown z. */
  readonly reconNll = signal<number | null>(null);
  /** How much of the data is less dense than the shown z, percent, and among what of the data that was ranked. */
  readonly usual = signal<{ percentile: number; among: PointKind } | null>(null);
  /** Of the shown model, as soon as it is here. */
  readonly decoder = signal<Decodes | null>(null);
  readonly reference = signal<Reference | null>(null);
  frame: Frame | null = null;

  private source: { workspace: Workspace; decoder: Decodes } | null = null;
  private stopFollowing = () => {};
  private readonly painters = new Set<Painter>();
  private readonly frames = oncePerFrame(() => this.draw(null));
  private readonly draw = latestOnly<null>(() => this.drawNow().catch(this.onError));

  constructor(
    private readonly onMove: (z: Float32Array) => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Shows this workspace from now on; resolves when its first image is on the screen. */
  async attach(workspace: Workspace, decoder: Decodes): Promise<void> {
    this.detach();
    this.source = { workspace, decoder };
    this.decoder.value = decoder;
    await this.drawNow();
    if (this.source?.workspace !== workspace) return;
    this.ready.value = true;
    this.stopFollowing = effect(() => {
      for (const value of workspace.z) value.value;
      void [workspace.input.value, workspace.kind.value, this.preview.value, this.reference.value];
      this.frames.request();
    });
  }

  /** The last image stays on the screen. */
  detach(): void {
    this.stopFollowing();
    this.frames.cancel();
    this.source = null;
    this.ready.value = false;
    this.preview.value = null;
    this.reference.value = null;
    this.usual.value = null;
    this.reconNll.value = null;
    this.decoder.value = null;
  }

  /** Calls `painter` with every frame, at once with the present one. */
  onFrame(painter: Painter): () => void {
    this.painters.add(painter);
    if (this.frame) painter(this.frame);
    return () => this.painters.delete(painter);
  }

  /** The shown model's image of any z. */
  async decode(z: Float32Array): Promise<PixelLikelihood> {
    if (!this.source) throw new Error("no model is open yet");
    return this.source.decoder.decode(z);
  }

  private async drawNow(): Promise<void> {
    const source = this.source;
    if (!source) return;
    const current = source.workspace.currentZ();
    const z = this.preview.peek()?.z ?? current;
    const before = this.ready.peek() ? this.frame : null; // until ready, the last frame is another model's
    if (!before || !equal(z, before.z)) {
      const decoded = await source.decoder.decode(z);
      if (this.source !== source) return; // another model was chosen meanwhile
      this.frame = { z, decoded, count: (this.frame?.count ?? 0) + 1 };
    }
    const frame = this.frame!;
    const show = () => {
      if (this.source !== source) return;
      this.measure(source.workspace, frame);
      for (const painter of this.painters) painter(frame);
      this.onMove(current);
    };
    if (before && source.decoder.where !== "here") setTimeout(show); // the next image is asked for first
    else show();
  }

  private measure({ input, kind, model }: Workspace, { z, decoded }: Frame): void {
    const shown = input.peek();
    const reference = this.reference.peek();
    this.reconNll.value = shown && decoded.kind !== "unknown" ? reconNll(decoded, shown.scored) : null;
    const preview = this.preview.peek();
    const among = preview ? (preview.kind ?? "mean") : kind.peek();
    this.usual.value = reference && { percentile: usualness(z, reference, model.reference, among), among };
  }
}

function equal(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

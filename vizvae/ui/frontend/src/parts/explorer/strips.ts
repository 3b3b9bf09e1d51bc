/** Traversal strips: which rows want one, where to look along each latent, and the canvases that the worker's answers go to. */

import { paint, stripPixels, stripWidth, type Rgba } from "../drawing/pixels";
import type { Engine, ModelSource } from "../runtime/engine";
import type { Follower } from "./app";
import type { SliderRange } from "./workspace";

/** Odd, so that one image stands at the mean. */
export const STRIP_IMAGES = 9;
/** Clear image pixels between two images of this width: about the same share of any. */
export function stripGap(width: number): number {
  return Math.max(1, Math.round(width / 24));
}

/** Where the latents are, and how far the strip of each goes. */
export interface Traversed {
  currentZ(): Float32Array;
  range(latent: number): SliderRange;
}

/** The middles of equal parts of the slider: each image stands exactly below the slider positions that look most like it. */
export function stripValues({ from, to }: SliderRange): number[] {
  return Array.from({ length: STRIP_IMAGES }, (_, i) => from + ((i + 0.5) / STRIP_IMAGES) * (to - from));
}

/** Of a strip of images of this width. */
export function traversalWidth(width: number): number {
  return stripWidth(STRIP_IMAGES, width, stripGap(width));
}

/** Until the first strip has been decoded: the frames it will fill. */
function paintBlack(canvas: HTMLCanvasElement, imageWidth: number): void {
  const { width, height } = canvas;
  paint(canvas, stripPixels(new Float32Array(STRIP_IMAGES * height * imageWidth), STRIP_IMAGES, height, imageWidth, stripGap(imageWidth)), width);
}

export class Strips implements Follower {
  /** Of one latent there may be several. */
  private readonly canvases = new Map<number, Set<HTMLCanvasElement>>();
  private readonly visible = new Set<HTMLCanvasElement>();
  /** Registered since the worker was last told. */
  private readonly fresh = new Set<number>();
  private shown: { source: ModelSource; workspace: Traversed } | null = null;
  private announced = false;
  /** Rows come and go one by one while scrolling: the worker hears of it once. */
  private readonly observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.visible.add(target as HTMLCanvasElement);
      else this.visible.delete(target as HTMLCanvasElement);
    }
    this.announce();
  });

  constructor(private readonly engine: Engine) {
    engine.onPart = (part) => {
      if (part.kind === "strip") this.paint(part.model, part.latent, part.rgba);
    };
  }

  /** From now on this canvas shows the strip of `latent`. */
  register(latent: number, canvas: HTMLCanvasElement, imageWidth: number): () => void {
    const canvases = this.canvases.get(latent) ?? new Set();
    this.canvases.set(latent, canvases.add(canvas));
    paintBlack(canvas, imageWidth);
    this.fresh.add(latent);
    this.observer.observe(canvas);
    this.announce();
    return () => {
      this.observer.unobserve(canvas);
      this.visible.delete(canvas);
      canvases.delete(canvas);
      if (!canvases.size) this.canvases.delete(latent);
    };
  }

  /** Until the next `show`: rows of another model are about to come. */
  hide(): void {
    this.shown = null;
  }

  show(source: ModelSource, workspace: Traversed): void {
    this.shown = { source, workspace };
    this.announce();
  }

  /** The strips go otherwise along their latents now. */
  rangesChanged(): void {
    for (const latent of this.canvases.keys()) this.fresh.add(latent);
    this.announce();
  }

  moveTo(z: Float32Array): void {
    if (this.shown) this.engine.moveTo(this.shown.source, z);
  }

  private paint(model: string, latent: number, rgba: Rgba): void {
    if (model !== this.shown?.source.key) return;
    for (const canvas of this.canvases.get(latent) ?? []) paint(canvas, rgba, traversalWidth(this.shown.source.shape.width));
  }

  /** At the end of this task, however many rows have changed. */
  private announce(): void {
    if (this.announced) return;
    this.announced = true;
    queueMicrotask(() => {
      this.announced = false;
      if (!this.shown) return;
      const { source, workspace } = this.shown;
      const latents = [...this.canvases.keys()];
      const isVisible = (latent: number) => [...this.canvases.get(latent)!].some((canvas) => this.visible.has(canvas));
      this.engine.showRows({
        model: source.key,
        z: workspace.currentZ(),
        values: Object.fromEntries(latents.map((latent) => [latent, stripValues(workspace.range(latent))])),
        visible: latents.filter(isVisible),
        hidden: latents.filter((latent) => !isVisible(latent)),
        fresh: latents.filter((latent) => this.fresh.has(latent)),
        gap: stripGap(source.shape.width),
      });
      this.fresh.clear();
    });
  }
}

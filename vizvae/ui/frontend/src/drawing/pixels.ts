/** Model outputs to RGBA pixels. */

export type Rgba = Uint8ClampedArray<ArrayBuffer>;

/** Light ink on dark, as the data are, in either theme. `mean` in [0, 1]. */
export function greyPixels(mean: ArrayLike<number>, out: Rgba = new Uint8ClampedArray(4 * mean.length)): Rgba {
  for (let i = 0; i < mean.length; i++) {
    const level = 255 * mean[i]!;
    out[4 * i] = level;
    out[4 * i + 1] = level;
    out[4 * i + 2] = level;
    out[4 * i + 3] = 255;
  }
  return out;
}

/** Bytes of pixels in [0, 1], rounded. A loop, because `Uint8Array.from` with a function costs as much as a small decode. */
export function greyBytes(mean: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const grey = new Uint8Array(mean.length);
  for (let i = 0; i < grey.length; i++) grey[i] = 255 * mean[i]! + 0.5;
  return grey;
}

/** Colours of the difference, apart for every kind of colour blindness: blue where the model is too dark, orange where it is too bright. */
export const TOO_DARK: readonly [number, number, number] = [0, 114, 178];
export const TOO_BRIGHT: readonly [number, number, number] = [230, 130, 0];

/** `mean` − `scored`: the size of the difference is the opacity, so that "no difference" is the page's own background. */
export function differencePixels(mean: ArrayLike<number>, scored: ArrayLike<number>, out: Rgba = new Uint8ClampedArray(4 * mean.length)): Rgba {
  for (let i = 0; i < mean.length; i++) {
    const difference = mean[i]! - scored[i]!;
    out.set(difference < 0 ? TOO_DARK : TOO_BRIGHT, 4 * i);
    out[4 * i + 3] = 255 * Math.abs(difference);
  }
  return out;
}

/** `count` images side by side, `gap` clear pixels between them. */
export function stripPixels(mean: ArrayLike<number>, count: number, height: number, width: number, gap: number): Rgba {
  const stride = stripWidth(count, width, gap);
  const out = new Uint8ClampedArray(4 * stride * height);
  for (let image = 0; image < count; image++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const level = 255 * mean[(image * height + y) * width + x]!;
        const at = 4 * (y * stride + image * (width + gap) + x);
        out[at] = level;
        out[at + 1] = level;
        out[at + 2] = level;
        out[at + 3] = 255;
      }
  return out;
}

export function stripWidth(count: number, width: number, gap: number): number {
  return count * (width + gap) - gap;
}

/** Paints onto a canvas whose own size is that of the image; CSS does the scaling. */
export function paint(canvas: HTMLCanvasElement, rgba: Rgba, width: number): void {
  canvas.getContext("2d")?.putImageData(new ImageData(rgba, width), 0, 0);
}

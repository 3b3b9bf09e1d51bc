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

/** `mean` in [0, 1], channel after channel: one is grey, three are red, green and blue. */
export function imagePixels(mean: ArrayLike<number>, channels: number, out: Rgba = new Uint8ClampedArray((4 * mean.length) / channels)): Rgba {
  if (channels === 1) return greyPixels(mean, out);
  const pixels = mean.length / channels;
  for (let i = 0; i < pixels; i++) {
    for (let channel = 0; channel < 3; channel++) out[4 * i + channel] = 255 * mean[channel * pixels + i]!;
    out[4 * i + 3] = 255;
  }
  return out;
}

/** Likewise of bytes. */
export function bytePixels(bytes: Uint8Array, channels: number, out: Rgba = new Uint8ClampedArray((4 * bytes.length) / channels)): Rgba {
  const pixels = bytes.length / channels;
  const [green, blue] = channels === 1 ? [0, 0] : [pixels, 2 * pixels];
  for (let i = 0; i < pixels; i++) {
    out[4 * i] = bytes[i]!;
    out[4 * i + 1] = bytes[green + i]!;
    out[4 * i + 2] = bytes[blue + i]!;
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

/** `mean` − `scored`, averaged over the channels: the size of the difference is the opacity, so that "no difference" is the page's own background. */
export function differencePixels(mean: ArrayLike<number>, scored: ArrayLike<number>, channels = 1, out: Rgba = new Uint8ClampedArray((4 * mean.length) / channels)): Rgba {
  const pixels = mean.length / channels;
  for (let i = 0; i < pixels; i++) {
    let difference = 0;
    for (let at = i; at < mean.length; at += pixels) difference += (mean[at]! - scored[at]!) / channels;
    out.set(difference < 0 ? TOO_DARK : TOO_BRIGHT, 4 * i);
    out[4 * i + 3] = 255 * Math.abs(difference);
  }
  return out;
}

/** `count` images side by side, `gap` clear pixels between them. */
export function stripPixels(mean: ArrayLike<number>, count: number, height: number, width: number, gap: number, channels = 1): Rgba {
  const stride = stripWidth(count, width, gap);
  const out = new Uint8ClampedArray(4 * stride * height);
  const pixels = height * width;
  const [green, blue] = channels === 1 ? [0, 0] : [pixels, 2 * pixels];
  for (let image = 0; image < count; image++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const from = image * channels * pixels + y * width + x;
        const at = 4 * (y * stride + image * (width + gap) + x);
        out[at] = 255 * mean[from]!;
        out[at + 1] = 255 * mean[from + green]!;
        out[at + 2] = 255 * mean[from + blue]!;
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

/**
 * A free drawing or a picture to an image framed as the training data were: cut to the ink, scaled (keeping its shape) until its longer
 * side measures `box` pixels, and placed by its centre of mass or by the centre of its box. MNIST: 20 pixels, by mass, in 28 × 28.
 */
export interface Grey {
  width: number;
  height: number;
  /** Light ink on dark, 0 … 255. */
  pixels: Uint8Array;
}

export interface Framing {
  box: number;
  centre: "mass" | "box";
}

/** Fainter than this is not ink: paper grain and compression noise would otherwise stretch the cut to the whole picture. */
const FAINTEST_INK = 24;

/** The framed image, or null when there is no ink. */
export function frame(picture: Grey, { box, centre }: Framing, height: number, width: number): Uint8Array | null {
  const ink = inkBox(picture);
  if (!ink) return null;
  const scale = Math.min(box, height, width) / Math.max(ink.width, ink.height);
  const scaled = {
    width: Math.max(1, Math.round(ink.width * scale)),
    height: Math.max(1, Math.round(ink.height * scale)),
  };
  const pixels = resample(picture, ink, scaled.width, scaled.height);
  const middle = centre === "mass" ? centreOfMass(pixels, scaled.width) : { x: scaled.width / 2, y: scaled.height / 2 };
  // Kept inside the frame: a lopsided drawing must not lose ink at the border.
  const left = clamp(Math.round(width / 2 - middle.x), 0, width - scaled.width);
  const top = clamp(Math.round(height / 2 - middle.y), 0, height - scaled.height);
  const out = new Uint8Array(height * width);
  for (let y = 0; y < scaled.height; y++)
    for (let x = 0; x < scaled.width; x++) out[(top + y) * width + left + x] = Math.round(pixels[y * scaled.width + x]!);
  return out;
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export function inkBox({ width, height, pixels }: Grey): Box | null {
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (pixels[y * width + x]! >= FAINTEST_INK) {
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = y;
      }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Area averaging: each new pixel is the mean of exactly the source area it covers, which is what antialiasing means here. */
export function resample(source: Grey, from: Box, width: number, height: number): Float32Array {
  const columns = coverage(from.left, from.width, width);
  const rows = coverage(from.top, from.height, height);
  return Float32Array.from({ length: width * height }, (_, i) => {
    let sum = 0;
    for (const [y, partY] of rows[Math.floor(i / width)]!)
      for (const [x, partX] of columns[i % width]!) sum += source.pixels[y * source.width + x]! * partX * partY;
    return sum;
  });
}

/** For each of `count` equal parts of [start, start + length): which source pixels it covers, and the share of each. */
function coverage(start: number, length: number, count: number): [number, number][][] {
  const step = length / count;
  return Array.from({ length: count }, (_, i) => {
    const from = i * step;
    const to = Math.min((i + 1) * step, length);
    const parts: [number, number][] = [];
    for (let pixel = Math.floor(from); pixel < to; pixel++) {
      const share = (Math.min(pixel + 1, to) - Math.max(pixel, from)) / (to - from);
      if (share > 1e-9) parts.push([start + pixel, share]);
    }
    return parts;
  });
}

export function centreOfMass(pixels: ArrayLike<number>, width: number): { x: number; y: number } {
  let mass = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < pixels.length; i++) {
    mass += pixels[i]!;
    x += pixels[i]! * ((i % width) + 0.5);
    y += pixels[i]! * (Math.floor(i / width) + 0.5);
  }
  return { x: x / mass, y: y / mass };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

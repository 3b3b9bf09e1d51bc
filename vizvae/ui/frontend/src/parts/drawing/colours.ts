/** Colours of data: classes and values. A packed colour is one pixel of a Uint32Array over ImageData: 0xAABBGGRR. */

export type Rgb = readonly [number, number, number];

/**
 * Ten classes. The first seven are those of Okabe and Ito, "Color Universal Design" (2008), without their black. The last three were
 * searched for so that the least distance between any two, under the simulated colour blindness of the test, stays that of the seven
 * themselves. None is grey (the images are), nor so dark or so light that it is lost on black or on white.
 */
export const CLASS_COLOURS: readonly Rgb[] = [
  [230, 159, 0], // orange
  [86, 180, 233], // sky blue
  [0, 158, 115], // green
  [240, 228, 66], // yellow
  [0, 114, 178], // blue
  [213, 94, 0], // vermilion
  [204, 121, 167], // pink
  [159, 1, 83], // crimson
  [45, 252, 225], // mint
  [158, 89, 254], // violet
];

/** What has no class or no value. */
export const NO_VALUE: Rgb = [138, 138, 138];

/** As CSS and SVG have it. */
export const cssColour = ([r, g, b]: Rgb): string => `rgb(${r}, ${g}, ${b})`;

/** Low to high, evenly spaced: viridis (Smith and van der Walt, 2015) at 1/6, 2/6 … 1, since its darkest sixth is lost on black. */
const SEQUENTIAL: readonly Rgb[] = [
  [68, 57, 131],
  [49, 104, 142],
  [33, 144, 140],
  [53, 183, 121],
  [143, 215, 68],
  [253, 231, 37],
];

/** Channels and opacity, 0 … 255 each. Little endian, as every browser's machine is. */
export function packColour(r: number, g: number, b: number, a = 255): number {
  return ((a << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/** The colour at `t` of the way from low to high, 0 … 1. */
export function sequentialColour(t: number): Rgb {
  const at = Math.min(Math.max(t, 0), 1) * (SEQUENTIAL.length - 1);
  const below = Math.min(Math.floor(at), SEQUENTIAL.length - 2);
  const [from, to] = [SEQUENTIAL[below]!, SEQUENTIAL[below + 1]!];
  const between = (channel: 0 | 1 | 2) => Math.round(from[channel] + (at - below) * (to[channel] - from[channel]));
  return [between(0), between(1), between(2)];
}

/** Low to high, for a gradient of CSS. */
export const sequentialRamp = (): string => Array.from({ length: 9 }, (_, i) => cssColour(sequentialColour(i / 8))).join(", ");

/** One packed colour a label. More classes than colours begin again; what is not 0, 1, 2 … is grey. */
export function classColours(labels: ArrayLike<number>, palette: readonly Rgb[] = CLASS_COLOURS): Uint32Array {
  const packed = palette.map((colour) => packColour(...colour));
  const none = packColour(...NO_VALUE);
  return Uint32Array.from(labels, (label) => packed[label % packed.length] ?? none);
}

/** One packed colour a value: `low` and what is below it one end, `high` the other, NaN grey. */
export function valueColours(values: ArrayLike<number>, low: number, high: number): Uint32Array {
  const levels = Uint32Array.from({ length: 256 }, (_, i) => packColour(...sequentialColour(i / 255)));
  const none = packColour(...NO_VALUE);
  const colour = (value: number) => {
    if (Number.isNaN(value)) return none;
    const t = high > low ? (value - low) / (high - low) : 0.5; // all values equal: the middle
    return levels[Math.round(255 * Math.min(Math.max(t, 0), 1))]!;
  };
  return Uint32Array.from(values, colour);
}

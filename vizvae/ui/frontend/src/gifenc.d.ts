/** The part of gifenc (which has no types of its own) that is used here. */
declare module "gifenc" {
  interface FrameOptions {
    /** Of the first frame: the palette of all. */
    palette?: number[][];
    /** Milliseconds, written in hundredths of a second. */
    delay?: number;
    /** 0: for ever. Of the first frame. */
    repeat?: number;
  }
  interface Encoder {
    /** `index`: one palette index a pixel. */
    writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array<ArrayBuffer>;
  }
  export function GIFEncoder(): Encoder;
  /** At most `maxColors` colours, [red, green, blue] each, for these RGBA pixels. */
  export function quantize(rgba: Uint8ClampedArray, maxColors: number): number[][];
  /** The index of each pixel's nearest colour. */
  export function applyPalette(rgba: Uint8ClampedArray, palette: number[][]): Uint8Array;
}

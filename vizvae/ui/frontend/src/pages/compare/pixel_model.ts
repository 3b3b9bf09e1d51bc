/** What models have in common that draw an image pixel after pixel, and the arithmetic that they share. */

import { parseSafetensors } from "../../parts/runtime/safetensors";

/** y = W x + b. */
export interface Affine {
  weight: Float32Array;
  bias: Float32Array;
}

export interface Step {
  index: number;
  /** That the pixel is on, given those before it. */
  probability: number;
  /** 0 or 1 */
  value: number;
}

export abstract class PixelModel {
  readonly height: number;
  readonly width: number;
  /** Of the first layer, by row, then by column: (channels) for one pixel each. */
  readonly firstAbove: readonly (readonly Float32Array[])[];
  /** Likewise of the three pixels to the left, the furthest first. */
  readonly firstLeft: readonly Float32Array[];
  readonly firstLeftBias: Float32Array;
  /** What makes a logit of the channels of a place. */
  readonly hidden: Affine;
  readonly last: Float32Array;
  readonly pixelBias: Float32Array;

  /** `channels`: of the maps between layers. Throws an Error for a file of another model. */
  constructor(weights: Weights, [, height, width]: readonly number[], channels: number, outChannels: number) {
    this.height = height!;
    this.width = width!;
    this.firstAbove = byPlace(weights.named("first_above.weight", channels * 21), channels, 3, 7);
    this.firstLeft = byPlace(weights.named("first_left.weight", channels * 3), channels, 1, 3)[0]!;
    this.firstLeftBias = weights.named("first_left.bias", channels);
    this.hidden = weights.affine("hidden", outChannels, channels);
    this.last = weights.named("last.weight", outChannels);
    this.pixelBias = weights.named("pixel_bias", this.height * this.width);
  }

  /** An image that is begun: its first `numGiven` pixels, row by row, are those of `given` (0 or 1), the others are drawn. */
  abstract begin(uniform: () => number, given?: ArrayLike<number>, numGiven?: number): PixelDrawing;

  /** log p(x) in nats, exact. `pixels`: 0 or 1. */
  logProb(pixels: ArrayLike<number>): number {
    const drawing = this.begin(() => 0, pixels, pixels.length);
    let sum = 0;
    while (!drawing.isDone) {
      const { probability, value } = drawing.step();
      sum += Math.log(value ? probability : 1 - probability);
    }
    return sum;
  }
}

export abstract class PixelDrawing {
  /** 0 or 1; what has not been drawn is 0. */
  readonly pixels: Float32Array;
  private readonly outputs: Float32Array;
  private index = 0;

  constructor(
    private readonly drawer: PixelModel,
    private readonly uniform: () => number,
    private readonly given: ArrayLike<number>,
    readonly numGiven: number,
  ) {
    this.pixels = new Float32Array(drawer.height * drawer.width);
    this.outputs = new Float32Array(drawer.last.length);
  }

  get isDone(): boolean {
    return this.index === this.pixels.length;
  }

  /** The next pixel: drawn, or taken from what is given. */
  step(): Step {
    const index = this.index++;
    const probability = 1 / (1 + Math.exp(-this.logit(index)));
    const value = index < this.numGiven ? this.given[index]! : this.uniform() < probability ? 1 : 0;
    this.pixels[index] = value;
    if ((index + 1) % this.drawer.width === 0 && !this.isDone) this.finishRow(Math.floor(index / this.drawer.width));
    return { index, probability, value };
  }

  /** The logit of what the layers have left of a place, (channels), which is overwritten. */
  protected readOut(index: number, h: Float32Array, activation: (value: number) => number): number {
    const { hidden, last, pixelBias } = this.drawer;
    const { outputs } = this;
    for (let i = 0; i < h.length; i++) h[i] = activation(h[i]!);
    outputs.set(hidden.bias);
    addProduct(outputs, hidden.weight, h, 0, h.length);
    let logit = pixelBias[index]!;
    for (let i = 0; i < last.length; i++) logit += last[i]! * activation(outputs[i]!);
    return logit;
  }

  /** Of the pixel being on. */
  protected abstract logit(index: number): number;

  /** A row is complete, and another follows. */
  protected abstract finishRow(row: number): void;
}

/** The arrays of a model.safetensors. */
export class Weights {
  private readonly arrays: ReturnType<typeof parseSafetensors>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.arrays = parseSafetensors(bytes);
  }

  /** Throws an Error where it is missing, or of another size. */
  named(name: string, size: number): Float32Array {
    const values = this.arrays[name]?.values;
    if (!(values instanceof Float32Array) || values.length !== size) throw new Error(`the weights do not fit the model: expected ${size} numbers called "${name}", got ${values?.length ?? "none"}`);
    return values;
  }

  affine(name: string, outputs: number, inputs: number): Affine {
    return { weight: this.named(`${name}.weight`, outputs * inputs), bias: this.named(`${name}.bias`, outputs) };
  }
}

/** sum += W x, `x` being `length` numbers of `values` from `start`. */
export function addProduct(sum: Float32Array, weight: Float32Array, values: Float32Array, start: number, length: number): void {
  for (let o = 0, w = 0; o < sum.length; o++) {
    let total = 0;
    for (let i = 0; i < length; i++) total += weight[w++]! * values[start + i]!;
    sum[o]! += total;
  }
}

/** A kernel (…, rows, columns) as one array for each of its places. */
export function byPlace(kernel: Float32Array, size: number, rows: number, columns: number): Float32Array[][] {
  const places = rows * columns;
  return Array.from({ length: rows }, (_, y) => Array.from({ length: columns }, (_, x) => Float32Array.from({ length: size }, (_, i) => kernel[i * places + y * columns + x]!)));
}

/**
 * The gated PixelCNN of vizvae/models/pixelcnn.py, pixel after pixel: each value is computed once, which is as much arithmetic as one pass
 * over a whole image. Maps lie channel by channel within a place, matrices row by row, so that the inner loops run straight through memory.
 */

import type { PixelCnnConfig } from "./contract";
import { addProduct, byPlace, PixelDrawing, PixelModel, Weights, type Affine } from "./pixel_model";

interface Layer {
  dilation: number;
  /** Of the horizontal stack: the pixel itself, and the one `dilation` to its left. */
  here: Affine;
  before: Float32Array;
  link: Affine;
  out: Affine;
  /** Of the vertical stack: by row (the one `dilation` above, this one), then by column (left, middle, right). */
  vertical: readonly (readonly Float32Array[])[];
  verticalBias: Float32Array;
}

export class PixelCnn extends PixelModel {
  readonly channels: number;
  readonly layers: readonly Layer[];
  readonly firstAboveBias: Float32Array;

  /** `bytes`: model.safetensors. Throws an Error for a file of another model. */
  constructor(bytes: Uint8Array<ArrayBuffer>, config: PixelCnnConfig) {
    const weights = new Weights(bytes);
    const c = config.channels;
    super(weights, config.image_shape, c, config.out_channels);
    this.channels = c;
    this.firstAboveBias = weights.named("first_above.bias", c);
    this.layers = config.dilations.map((dilation, i) => {
      const [before, here] = byPlace(weights.named(`layers.${i}.horizontal.weight`, 4 * c * c), 2 * c * c, 1, 2)[0]!;
      return {
        dilation,
        before: before!,
        here: { weight: here!, bias: weights.named(`layers.${i}.horizontal.bias`, 2 * c) },
        link: weights.affine(`layers.${i}.link`, 2 * c, 2 * c),
        out: weights.affine(`layers.${i}.out`, c, c),
        vertical: byPlace(weights.named(`layers.${i}.vertical.weight`, 12 * c * c), 2 * c * c, 2, 3),
        verticalBias: weights.named(`layers.${i}.vertical.bias`, 2 * c),
      };
    });
  }

  begin(uniform: () => number, given: ArrayLike<number> = [], numGiven = 0): PixelDrawing {
    return new CnnDrawing(this, uniform, given, numGiven);
  }
}

class CnnDrawing extends PixelDrawing {
  /** What enters each layer: of the vertical stack in all rows so far, of the horizontal one in this row. */
  private readonly above: readonly Float32Array[];
  private readonly left: readonly Float32Array[];
  /** What each layer knows of the rows above, for each column of this row. */
  private readonly links: readonly Float32Array[];
  private readonly firstOfRowAbove: Float32Array;
  private readonly h: Float32Array;
  private readonly seen: Float32Array;
  private readonly gates: Float32Array;

  constructor(
    private readonly model: PixelCnn,
    uniform: () => number,
    given: ArrayLike<number>,
    numGiven: number,
  ) {
    super(model, uniform, given, numGiven);
    const { height, width, channels, layers } = model;
    this.above = layers.map(() => new Float32Array(height * width * channels));
    this.left = layers.map(() => new Float32Array(width * channels));
    this.links = layers.map(({ link }) => Float32Array.from({ length: 2 * width * channels }, (_, i) => link.bias[i % (2 * channels)]!));
    this.firstOfRowAbove = new Float32Array(width * channels);
    this.h = new Float32Array(channels);
    this.seen = new Float32Array(2 * channels);
    this.gates = new Float32Array(channels);
  }

  protected logit(index: number): number {
    const { width, channels: c, layers, firstLeft, firstLeftBias } = this.model;
    const { h, seen, gates, pixels } = this;
    const column = index % width;
    for (let i = 0; i < c; i++) h[i] = firstLeftBias[i]! + this.firstOfRowAbove[column * c + i]!;
    for (let k = 0; k < 3; k++)
      if (column + k >= 3) {
        const sign = 2 * pixels[index + k - 3]! - 1;
        for (let i = 0; i < c; i++) h[i]! += sign * firstLeft[k]![i]!;
      }
    layers.forEach(({ dilation, here, before, out }, l) => {
      const left = this.left[l]!;
      left.set(h, column * c);
      const links = this.links[l]!;
      for (let i = 0; i < 2 * c; i++) seen[i] = here.bias[i]! + links[2 * column * c + i]!;
      addProduct(seen, here.weight, h, 0, c);
      if (column >= dilation) addProduct(seen, before, left, (column - dilation) * c, c);
      gate(seen, gates);
      for (let i = 0; i < c; i++) h[i]! += out.bias[i]!;
      addProduct(h, out.weight, gates, 0, c);
    });
    return this.readOut(index, h, silu);
  }

  /** Carries a row that is complete through the vertical stack. */
  protected finishRow(row: number): void {
    const { width, channels: c, layers, firstAbove, firstAboveBias } = this.model;
    const { seen, gates, pixels } = this;
    const rowStart = row * width;
    const h = new Float32Array(width * c);
    for (let column = 0; column < width; column++) {
      h.set(firstAboveBias, column * c);
      for (let dy = Math.max(0, 2 - row); dy < 3; dy++)
        for (let dx = Math.max(0, 3 - column); dx < 7 && column + dx - 3 < width; dx++) {
          const sign = 2 * pixels[(row + dy - 2) * width + column + dx - 3]! - 1;
          const weight = firstAbove[dy]![dx]!;
          for (let i = 0; i < c; i++) h[column * c + i]! += sign * weight[i]!;
        }
    }
    this.firstOfRowAbove.set(h);
    layers.forEach(({ dilation, vertical, verticalBias, link }, l) => {
      const above = this.above[l]!;
      above.set(h, rowStart * c);
      for (let column = 0; column < width; column++) {
        seen.set(verticalBias);
        for (let dy = row >= dilation ? 0 : 1; dy < 2; dy++)
          for (let dx = -1; dx <= 1; dx++) {
            const at = column + dx * dilation;
            if (at >= 0 && at < width) addProduct(seen, vertical[dy]![dx + 1]!, above, (rowStart - (1 - dy) * dilation * width + at) * c, c);
          }
        const links = this.links[l]!.subarray(2 * column * c, 2 * (column + 1) * c);
        links.set(link.bias);
        addProduct(links, link.weight, seen, 0, 2 * c);
        gate(seen, gates);
        for (let i = 0; i < c; i++) h[column * c + i]! += gates[i]!;
      }
    });
  }
}

/** tanh(a) · σ(b) of the two halves. */
function gate(both: Float32Array, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = Math.tanh(both[i]!) / (1 + Math.exp(-both[out.length + i]!));
}

const silu = (value: number): number => value / (1 + Math.exp(-value));

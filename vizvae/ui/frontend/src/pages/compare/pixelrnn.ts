/**
 * The row LSTM of vizvae/models/pixelrnn.py, pixel after pixel: each value is computed once. What a row may know of the one above, its
 * states with their neighbours, is worked out for the whole row when that one is complete.
 */

import type { PixelRnnConfig } from "./contract";
import { addProduct, PixelDrawing, PixelModel, Weights, type Affine } from "./pixel_model";

interface Layer {
  /** Of the pixel to the left and the pixel itself, in that order. */
  inputToState: Affine;
  /** Of the states above: left, middle, right. */
  stateToState: Float32Array;
  out: Affine;
}

export class PixelRnn extends PixelModel {
  /** Of a pixel's state; between layers there are twice as many channels. */
  readonly hiddenDim: number;
  readonly layers: readonly Layer[];

  /** `bytes`: model.safetensors. Throws an Error for a file of another model. */
  constructor(bytes: Uint8Array<ArrayBuffer>, config: PixelRnnConfig) {
    const weights = new Weights(bytes);
    const h = config.hidden_dim;
    super(weights, config.image_shape, 2 * h, config.out_channels);
    this.hiddenDim = h;
    this.layers = Array.from({ length: config.num_layers }, (_, i) => ({
      inputToState: weights.affine(`layers.${i}.input_to_state`, 4 * h, 4 * h),
      stateToState: weights.named(`layers.${i}.state_to_state.weight`, 12 * h * h),
      out: weights.affine(`layers.${i}.out`, 2 * h, h),
    }));
  }

  begin(uniform: () => number, given: ArrayLike<number> = [], numGiven = 0): PixelDrawing {
    return new RnnDrawing(this, uniform, given, numGiven);
  }
}

class RnnDrawing extends PixelDrawing {
  /** Of each layer, for each column: the newest state, of this row or the one above, with a column of zeros at either side; the cell. */
  private readonly states: readonly Float32Array[];
  private readonly cells: readonly Float32Array[];
  /** What the states above say to the gates, for each column of this row. */
  private readonly fromAbove: readonly Float32Array[];
  /** What enters each layer: at the pixel to the left, and here. */
  private readonly inputs: readonly Float32Array[];
  private readonly h: Float32Array;
  private readonly gates: Float32Array;

  constructor(
    private readonly model: PixelRnn,
    uniform: () => number,
    given: ArrayLike<number>,
    numGiven: number,
  ) {
    super(model, uniform, given, numGiven);
    const { width, hiddenDim: d, layers } = model;
    this.states = layers.map(() => new Float32Array((width + 2) * d));
    this.cells = layers.map(() => new Float32Array(width * d));
    this.fromAbove = layers.map(() => new Float32Array(width * 4 * d));
    this.inputs = layers.map(() => new Float32Array(4 * d));
    this.h = new Float32Array(2 * d);
    this.gates = new Float32Array(4 * d);
  }

  protected logit(index: number): number {
    const { width, hiddenDim: d, layers } = this.model;
    const { h, gates } = this;
    const column = index % width;
    this.lookAround(Math.floor(index / width), column);
    layers.forEach(({ inputToState, out }, l) => {
      const input = this.inputs[l]!;
      if (column === 0) input.fill(0);
      else input.copyWithin(0, 2 * d);
      input.set(h, 2 * d);
      gates.set(inputToState.bias);
      addProduct(gates, inputToState.weight, input, 0, 4 * d);
      const above = this.fromAbove[l]!;
      for (let i = 0; i < 4 * d; i++) gates[i]! += above[column * 4 * d + i]!;
      const state = this.states[l]!.subarray((column + 1) * d, (column + 2) * d);
      step(gates, this.cells[l]!.subarray(column * d, (column + 1) * d), state);
      for (let i = 0; i < 2 * d; i++) h[i]! += out.bias[i]!;
      addProduct(h, out.weight, state, 0, d);
    });
    return this.readOut(index, h, relu);
  }

  protected finishRow(): void {
    const { width, hiddenDim: d, layers } = this.model;
    layers.forEach(({ stateToState }, l) => {
      const above = this.fromAbove[l]!.fill(0);
      for (let column = 0; column < width; column++) addProduct(above.subarray(4 * d * column, 4 * d * (column + 1)), stateToState, this.states[l]!, column * d, 3 * d);
    });
  }

  /** The first layer, with mask A: the three rows above and the three pixels to the left, into `h`. */
  private lookAround(row: number, column: number): void {
    const { width, firstAbove, firstLeft, firstLeftBias } = this.model;
    const { h, pixels } = this;
    h.set(firstLeftBias);
    const add = (weight: Float32Array, pixel: number) => {
      const sign = 2 * pixels[pixel]! - 1;
      for (let i = 0; i < h.length; i++) h[i]! += sign * weight[i]!;
    };
    for (let dy = Math.max(0, 3 - row); dy < 3; dy++)
      for (let dx = Math.max(0, 3 - column); dx < 7 && column + dx - 3 < width; dx++) add(firstAbove[dy]![dx]!, (row + dy - 3) * width + column + dx - 3);
    for (let dx = Math.max(0, 3 - column); dx < 3; dx++) add(firstLeft[dx]!, row * width + column + dx - 3);
  }
}

/** One step of an LSTM, in place: gates o, f, i and the content g. */
function step(gates: Float32Array, cell: Float32Array, state: Float32Array): void {
  const d = cell.length;
  for (let i = 0; i < d; i++) {
    cell[i] = sigmoid(gates[d + i]!) * cell[i]! + sigmoid(gates[2 * d + i]!) * Math.tanh(gates[3 * d + i]!);
    state[i] = sigmoid(gates[i]!) * Math.tanh(cell[i]!);
  }
}

const relu = (value: number): number => Math.max(0, value);

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

import assert from "node:assert/strict";
import { test } from "node:test";
import { uniforms } from "../../parts/latent/random";
import { imageOf, randomWeights } from "./pixel_weights";
import type { PixelRnnConfig } from "./contract";
import { PixelRnn } from "./pixelrnn";

const D = 2;
const OUT = 4;
const SIDE = 3;
const CONFIG: PixelRnnConfig = { hidden_dim: D, num_layers: 2, out_channels: OUT, image_shape: [1, SIDE, SIDE] };

/** Random weights, as a file of theirs. */
function weights(): Uint8Array<ArrayBuffer> {
  const sizes: Record<string, number> = {
    "first_above.weight": 2 * D * 21, "first_left.weight": 2 * D * 3, "first_left.bias": 2 * D,
    "hidden.weight": OUT * 2 * D, "hidden.bias": OUT, "last.weight": OUT, pixel_bias: SIDE * SIDE,
  };
  for (let i = 0; i < CONFIG.num_layers; i++)
    Object.assign(sizes, {
      [`layers.${i}.input_to_state.weight`]: 16 * D * D, [`layers.${i}.input_to_state.bias`]: 4 * D, [`layers.${i}.state_to_state.weight`]: 12 * D * D,
      [`layers.${i}.out.weight`]: 2 * D * D, [`layers.${i}.out.bias`]: 2 * D,
    });
  return randomWeights(sizes);
}

const model = new PixelRnn(weights(), CONFIG);

test("the probabilities of all images of nine pixels add up to one", () => {
  let sum = 0;
  for (let number = 0; number < 2 ** (SIDE * SIDE); number++) sum += Math.exp(model.logProb(imageOf(number, SIDE * SIDE)));
  assert.ok(Math.abs(sum - 1) < 1e-5, String(sum));
});

test("a pixel's probability depends on those before it and on none from it on", () => {
  const probabilities = (pixels: number[]) => {
    const drawing = model.begin(() => 0, pixels, pixels.length);
    return pixels.map(() => drawing.step().probability);
  };
  const base = probabilities(imageOf(0, SIDE * SIDE));
  for (let i = 0; i < SIDE * SIDE; i++) {
    const changed = probabilities(imageOf(1 << i, SIDE * SIDE));
    assert.deepEqual(changed.slice(0, i + 1), base.slice(0, i + 1));
    if (i < SIDE * SIDE - 1) assert.notDeepEqual(changed.slice(i + 1), base.slice(i + 1));
  }
});

test("what is given stays, and the same chance draws the same", () => {
  const given = imageOf(0b000000101, SIDE * SIDE);
  const drawn = [1, 1].map((seed) => {
    const drawing = model.begin(uniforms(seed), given, 3);
    while (!drawing.isDone) drawing.step();
    return [...drawing.pixels];
  });
  assert.deepEqual(drawn[0]!.slice(0, 3), given.slice(0, 3));
  assert.deepEqual(drawn[0], drawn[1]);
});

test("weights of another model are refused", () => {
  assert.throws(() => new PixelRnn(weights(), { ...CONFIG, hidden_dim: 4 }), /expected 168 numbers called "first_above.weight", got 84/);
});

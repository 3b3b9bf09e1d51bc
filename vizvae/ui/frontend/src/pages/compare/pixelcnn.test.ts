import assert from "node:assert/strict";
import { test } from "node:test";
import { uniforms } from "../../parts/latent/random";
import { imageOf, randomWeights } from "./pixel_weights";
import type { PixelCnnConfig } from "./contract";
import { PixelCnn } from "./pixelcnn";

const C = 3;
const OUT = 4;
const SIDE = 3;
const CONFIG: PixelCnnConfig = { channels: C, dilations: [1, 2], out_channels: OUT, image_shape: [1, SIDE, SIDE] };

/** Random weights, as a file of theirs. */
function weights(): Uint8Array<ArrayBuffer> {
  const sizes: Record<string, number> = {
    "first_above.weight": C * 21, "first_above.bias": C, "first_left.weight": C * 3, "first_left.bias": C,
    "hidden.weight": OUT * C, "hidden.bias": OUT, "last.weight": OUT, pixel_bias: SIDE * SIDE,
  };
  CONFIG.dilations.forEach((_, i) =>
    Object.assign(sizes, {
      [`layers.${i}.horizontal.weight`]: 4 * C * C, [`layers.${i}.horizontal.bias`]: 2 * C, [`layers.${i}.vertical.weight`]: 12 * C * C, [`layers.${i}.vertical.bias`]: 2 * C,
      [`layers.${i}.link.weight`]: 4 * C * C, [`layers.${i}.link.bias`]: 2 * C, [`layers.${i}.out.weight`]: C * C, [`layers.${i}.out.bias`]: C,
    }),
  );
  return randomWeights(sizes);
}

const model = new PixelCnn(weights(), CONFIG);

test("the probabilities of all images of nine pixels add up to one", () => {
  let sum = 0;
  for (let number = 0; number < 2 ** (SIDE * SIDE); number++) sum += Math.exp(model.logProb(imageOf(number, SIDE * SIDE)));
  assert.ok(Math.abs(sum - 1) < 1e-5, String(sum));
});

test("a pixel's probability depends on all before it and on none from it on", () => {
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

test("what is given stays, and the rest is drawn by its probability", () => {
  const given = imageOf(0b000000101, SIDE * SIDE);
  const drawing = model.begin(uniforms(1), given, 3);
  while (!drawing.isDone) {
    const { index, probability, value } = drawing.step();
    assert.ok(probability > 0 && probability < 1);
    if (index < 3) assert.equal(value, given[index]);
  }
  let on = 0;
  const first = model.begin(() => 0, given, 3);
  for (let i = 0; i < 3; i++) first.step();
  const { probability } = first.step();
  const uniform = uniforms(2);
  for (let i = 0; i < 400; i++) {
    const again = model.begin(uniform, given, 3);
    for (let k = 0; k < 3; k++) again.step();
    on += again.step().value;
  }
  assert.ok(Math.abs(on / 400 - probability) < 0.1);
});

test("weights of another model are refused", () => {
  assert.throws(() => new PixelCnn(weights(), { ...CONFIG, channels: 4 }), /expected 84 numbers called "first_above.weight", got 63/);
});

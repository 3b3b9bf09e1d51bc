import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelColumn } from "./column";
import { PixelPlay } from "./pixel_play";

test("what was made of one image, with other rows shown, or by another model, is not shown beside another", () => {
  const play = new PixelPlay([], {} as ModelColumn);
  const [image, other] = [Float32Array.of(0, 1), Float32Array.of(0, 1)];
  const completed = { turn: 1, image, rows: 14, by: "", byPixels: [image], byVae: [image] };
  assert.equal(play.completedOf(image, 14), null);
  play.completed.value = completed;
  assert.equal(play.completedOf(image, 14), completed);
  assert.equal(play.completedOf(other, 14), null);
  assert.equal(play.completedOf(image, 13), null);
  assert.equal(play.completedOf(null, 14), null);
  play.completedBy.value = "pixelrnn";
  assert.equal(play.completedOf(image, 14), null);
});

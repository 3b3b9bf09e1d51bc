import assert from "node:assert/strict";
import { test } from "node:test";
import type { News } from "./contract";
import { Curve } from "./curve";

function news(part: string, steps: number[], reset: boolean): News {
  const values = { step: steps, kl: steps.map((step) => step / 10) };
  return { part, reset, steps: values, klPerDim: steps.map(() => [1]), epochs: { epoch: [] }, events: [], status: {} as never, view: null, trace: null };
}

test("what is new is added, and asked for from there on", () => {
  const first = new Curve().with(news("a", [10, 20], true));
  const second = first.with(news("a", [30], false));
  assert.deepEqual(second.column("steps", "step"), [10, 20, 30]);
  assert.equal(second.klPerDim.length, 3);
  assert.match(second.query, /part=a&step=30&epoch=-1/);
  assert.deepEqual(first.column("steps", "step"), [10, 20], "what was drawn from stays as it was");
});

test("a resumed run replaces the curve", () => {
  const curve = new Curve().with(news("a", [10, 20], true)).with(news("b", [10], true));
  assert.deepEqual(curve.column("steps", "step"), [10]);
});

test("a value that is missing is a gap", () => {
  const curve = new Curve().with({ ...news("a", [1], true), steps: { step: [1], kl: [null] } });
  assert.ok(Number.isNaN(curve.column("steps", "kl")[0]));
});

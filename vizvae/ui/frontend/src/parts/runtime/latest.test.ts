import assert from "node:assert/strict";
import { test } from "node:test";
import { latestOnly } from "./latest";

test("while one runs, only the newest of the others is kept", async () => {
  const seen: number[] = [];
  const gates: (() => void)[] = [];
  const follow = latestOnly<number>(async (value) => {
    seen.push(value);
    await new Promise<void>((resolve) => gates.push(resolve));
  });
  [1, 2, 3, 4].forEach(follow);
  assert.deepEqual(seen, [1]);
  gates.shift()!();
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(seen, [1, 4]);
  gates.shift()!();
  await new Promise((resolve) => setTimeout(resolve));
  follow(5);
  assert.deepEqual(seen, [1, 4, 5]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { FamilyData, FamilyMember } from "./contract";
import { byKl, formatLatents, lossSaid, memberAt, said, startIndex } from "./members";

const member = (name: string, beta: number, seed = 0): FamilyMember => ({
  name, beta, seed, weightsSha256: "0", figures: { rate: 1, distortion: 2 }, measured: false, kl: [0.001, 3, 0.5], numImages: 10, names: {}, sheetUrl: "", pictured: true,
});
const family = (changes: Partial<FamilyData>): FamilyData => ({
  data: "Sprites", penalty: "kl", capacity: 0, betas: [1, 4], metrics: [], inUseKl: 0.01, sheet: { columns: 7, width: 64, height: 64, channels: 1, reach: 2 },
  members: [member("a", 1), member("b", 4, 0), member("c", 4, 1)], spreads: [], shown: "c", beta: null, chosen: null, restoreId: "", ...changes,
});

test("the slider begins at the address's β, else at the shown model, else at the lowest", () => {
  assert.equal(startIndex(family({})), 1);
  assert.equal(startIndex(family({ beta: 1 })), 0);
  assert.equal(startIndex(family({ shown: "a stranger" })), 0);
});

test("what there are figures alone of stands for no β", () => {
  const again = { ...member("b", 4, 0), pictured: false };
  const data = family({ members: [{ ...member("a", 1, 0), pictured: false }, member("a", 1, 1), again, member("b", 4, 2)], shown: "nobody" });
  assert.deepEqual([memberAt(data, 0).seed, memberAt(data, 1).seed], [1, 2]);
  assert.equal(lossSaid(data, memberAt(data, 0)), "distortion 2.0 nats");
});

test("of several seeds the shown one stands for its β", () => {
  assert.equal(memberAt(family({}), 1).name, "c");
  assert.equal(memberAt(family({ shown: "a" }), 1).name, "b");
});

test("latents by KL, and how many carry something", () => {
  assert.deepEqual(byKl(member("a", 1)), [1, 2, 0]);
  assert.deepEqual([formatLatents(7), formatLatents(22 / 3)], ["7", "7.3"]);
});

test("one seed has no spread", () => {
  const format = (value: number) => value.toFixed(1);
  assert.deepEqual(said({ mean: 0.3, sd: null, count: 1 }, format), ["0.3", ""]);
  assert.deepEqual(said({ mean: 0.3, sd: 0.1, count: 3 }, format), ["0.3", "± 0.1"]);
  assert.deepEqual(said(undefined, format), ["–", ""]);
  assert.deepEqual(said({ mean: 0.301, sd: 0.0123, count: 3 }, (value) => value.toFixed(2)), ["0.30", "± 0.01"]);
});

test("what is lost is said beside what the lowest β loses", () => {
  const data = family({});
  const [low, high] = [data.members[0]!, { ...data.members[1]!, figures: { rate: 1, distortion: -16286.14 } }];
  assert.equal(lossSaid(data, low), "distortion 2.0 nats");
  assert.equal(lossSaid(data, high), "distortion −16,286.1 nats, 16,288.1 less than at β = 1");
});

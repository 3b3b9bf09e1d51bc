import assert from "node:assert/strict";
import { test } from "node:test";
import { meanAndStd } from "./histogram";
import { priorDraws } from "./prior";

test("mean 0 and the given spread; a shift moves one latent of every draw alone", () => {
  const [mean, std] = meanAndStd([...priorDraws(3, 5000, 4, 1.5, [])]);
  assert.ok(Math.abs(mean) < (5 * 1.5) / Math.sqrt(20_000));
  assert.ok(Math.abs(std / 1.5 - 1) < 0.03);
  const [plain, moved] = [priorDraws(1, 6, 4, 0.5, []), priorDraws(1, 6, 4, 0.5, [{ latent: 2, by: 1 }])];
  plain.forEach((z, i) => assert.ok(Math.abs(moved[i]! - z - (i % 4 === 2 ? 1 : 0)) < 1e-6));
});

test("at spread 0 every draw is the origin", () => assert.ok(priorDraws(9, 3, 2, 0, []).every((z) => z === 0)));

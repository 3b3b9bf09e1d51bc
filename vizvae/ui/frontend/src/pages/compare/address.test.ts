import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress, writeAddress } from "./address";

const COLUMNS = ["ae", "vae", "gan"];

test("what an address says comes back in its words", () => {
  const query = { models: "ae_gan", own: "my_run~other", seed: "3", at: "0.25" };
  assert.deepEqual(writeAddress(readAddress(query, COLUMNS), COLUMNS), query);
});

test("what is said by default is not written", () => {
  const view = readAddress({}, COLUMNS);
  assert.deepEqual(view.models, COLUMNS);
  assert.deepEqual(writeAddress(view, COLUMNS), {});
  assert.deepEqual(writeAddress(readAddress({ models: "gan_vae_ae", seed: "0" }, COLUMNS), COLUMNS), {});
});

test("what cannot be used is as if it had not been said", () => {
  assert.deepEqual(readAddress({ models: "none", seed: "-1", at: "x" }, COLUMNS), readAddress({}, COLUMNS));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { averagedOver, duration, priceText, progressText, rowState } from "./words";

test("durations in the unit a person would choose", () => {
  assert.deepEqual([3.21, 42.4, 59.7, 61, 250, 7500].map(duration), ["3.2 s", "42 s", "1 min 0 s", "1 min 1 s", "4 min 10 s", "2 h 5 min"]);
});

test("a row says where it stands", () => {
  const row = { phase: "running", place: 0, epoch: 3, epochs: 12, secondsLeft: 8 } as never;
  assert.equal(rowState(row), "training, 25\u00a0%, 8.0 s left");
  assert.equal(rowState({ phase: "queued", place: 2 } as never), "waiting, number 2 in the queue");
});

test("one pass is one", () => {
  const finished = (epoch: number) => progressText({ phase: "finished", epoch, epochs: epoch, seconds: 3 } as never);
  assert.deepEqual([1, 2].map(finished), ["1 pass in 3.0 s", "2 passes in 3.0 s"]);
});

test("how far an average of the weights reaches back", () => {
  assert.equal(averagedOver({ ema_decay: 0.999 }, { total_steps: 8600, epochs: 20 }), "1,000 steps, 2.3 passes");
  assert.equal(averagedOver({ ema_decay: 0.9 }, { total_steps: 0, epochs: 20 }), "10 steps");
});

test("the price of a traced image is said by what its run minimises", () => {
  const numbers = { recon_nll: 230.8, kl: 3.5, loss: 229.1, kl_weight: 1, capacity: 0, free_bits: 0 } as never;
  assert.match(priceText(numbers, { kind: "elbo", num_samples: 1, penalty: "kl" }), /The loss is reconstruction \+ 1 × KL = 229\.1 nats\.$/);
  const iwae = priceText(numbers, { kind: "iwae", num_samples: 5, penalty: "kl" });
  assert.doesNotMatch(iwae, /reconstruction \+/);
  assert.match(iwae, /importance-weighted bound, over 5 draws of z.*: 229\.1 nats\.$/);
  const pairs = priceText({ ...(numbers as object), loss: null } as never, { kind: "elbo", num_samples: 1, penalty: "pairs" });
  assert.match(pairs, /beside another that differs in one thing/);
  assert.doesNotMatch(pairs, /whole batch/);
});

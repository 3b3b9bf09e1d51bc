import assert from "node:assert/strict";
import test from "node:test";
import { readAddress, writeAddress } from "./address";
import { PARTS, readValue, SPECS, STEP_IDS, writeValue } from "./controls";

test("without an address the first step is open and everything stands where it starts", () => {
  const { step, lesson, values } = readAddress({});
  assert.equal(step, STEP_IDS[0]);
  assert.equal(lesson, null);
  assert.deepEqual(writeAddress({ step, lesson, values }), { step });
});

for (const step of STEP_IDS)
  test(`what is moved in ${step} comes back from its address, alone and in a lesson`, () => {
    const moved = Object.entries(SPECS[step]).map(([key, spec]) => [`${step}.${key}`, "options" in spec ? Object.keys(spec.options).at(-1)! : spec.max] as const);
    const hidden = ["question", ...moved.map(([id]) => id)];
    for (const lesson of [null, { steps: [step], hidden }, { steps: STEP_IDS.toReversed(), hidden }]) {
      const address = writeAddress({ step, lesson, values: Object.fromEntries(moved) });
      const view = readAddress(address);
      assert.deepEqual([view.step, view.lesson], [step, lesson]);
      for (const [id, value] of moved) assert.equal(view.values[id], value);
      assert.deepEqual(writeAddress(view), address);
    }
  });

test("a lesson opens at its first step, with the values of every step", () => {
  const view = readAddress({ lesson: "terms_bound", hide: "list_bound.x", averaged: "5", "bound.mu": "1.25" });
  assert.equal(view.step, "terms");
  assert.deepEqual(view.lesson, { steps: ["terms", "bound"], hidden: ["list", "bound.x"] });
  assert.equal(view.values["terms.averaged"], 5);
  assert.equal(view.values["bound.mu"], 1.25);
  assert.equal(readAddress({ lesson: "terms_bound", step: "bound" }).step, "bound");
});

test("what is not known is left out, and what is too large is brought to the end", () => {
  const view = readAddress({ step: "bound", lesson: "bound_flows", hide: "everything_terms.digit_menu", mu: "99", std: "wide", digit: "7", "terms.digit": "7" });
  assert.deepEqual(view.lesson, { steps: ["bound"], hidden: ["menu"] });
  assert.deepEqual(view.values, { "bound.x": 1.5, "bound.mu": 3, "bound.std": 0.9 });
  assert.equal(readAddress({ step: "constructor" }).step, STEP_IDS[0]);
  assert.deepEqual(readAddress({ lesson: "" }).lesson, { steps: [STEP_IDS[0]], hidden: [] });
});

test("a whole number stays whole, and a choice is one of its options", () => {
  const whole = { kind: "number", label: "", min: 0, max: 9, step: 1, start: 0 };
  assert.equal(readValue(whole, "7"), 7);
  for (const text of ["3.5", "1e1", "0x3", " 3", "", "NaN", "--1"]) assert.equal(readValue(whole, text), null, text);
  const choice = { kind: "choice", label: "", options: { bernoulli: "Bernoulli" }, start: "bernoulli" };
  assert.equal(readValue(choice, "bernoulli"), "bernoulli");
  assert.equal(readValue(choice, "toString"), null);
  assert.equal(writeValue(0.1 + 0.2), "0.3");
});

test("every name fits into an address, and every start is within its bounds", () => {
  const taken = [...Object.keys(PARTS), "step", "lesson", "hide"];
  assert.equal(taken.length, new Set(taken).size);
  for (const step of STEP_IDS) {
    assert.match(step, /^[a-z-]+$/);
    for (const [key, spec] of Object.entries(SPECS[step])) {
      assert.match(key, /^[a-z][a-z0-9-]*$/);
      assert.ok(!["step", "lesson", "hide"].includes(key));
      assert.equal(readValue(spec, writeValue(spec.start)), spec.start);
    }
  }
});

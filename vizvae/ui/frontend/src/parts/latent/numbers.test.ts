import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, describePercentile, formatDecimal, formatKl, formatLatent, formatNats, formatShort, latentName, roundZ } from "./numbers";

test("latents: signed, two places, no negative zero", () => {
  assert.equal(formatLatent(1.234), "+1.23");
  assert.equal(formatLatent(-0.5), "−0.50");
  assert.equal(formatLatent(-0.001), "+0.00");
});

test("names carry subscripts", () => {
  assert.equal(latentName(0), "z₀");
  assert.equal(latentName(31), "z₃₁");
});

test("nats and KL", () => {
  assert.equal(formatNats(-98.76), "−98.8");
  assert.equal(formatKl(0.004), "< 0.01");
  assert.equal(formatKl(2.5), "2.50");
});

test("a true minus, and none before 0", () => {
  assert.deepEqual([-7.094, -0.004, 0, 8106.61].map((value) => formatDecimal(value, 2)), ["−7.09", "0.00", "0.00", "8106.61"]);
});

test("short numbers never have an exponent", () => {
  assert.deepEqual([784.4, 99.96, 12.34, 9.96, 1.234, 5, 0.01234, 0.0000001234, 0, -1234].map(formatShort), ["784", "100", "12.3", "10.0", "1.2", "5", "0.012", "0.00000012", "0", "−1,234"]);
});

test("counts with their noun", () => {
  assert.deepEqual([counted(1, "step"), counted(0, "step"), counted(2000, "pass", "passes")], ["1 step", "0 steps", "2,000 passes"]);
});

test("rounding for links: three places, no −0 in the JSON", () => {
  assert.equal(JSON.stringify(roundZ([0.12345, -0.0001, -2])), "[0.123,0,-2]");
});

test("percentiles in words, ends included", () => {
  assert.equal(describePercentile(37.2), "denser than 37\u00a0% of the data");
  assert.equal(describePercentile(99.8), "denser than 99\u00a0% of the data");
  assert.equal(describePercentile(0), "denser than none of the data");
  assert.equal(describePercentile(0.3), "denser than 0.3\u00a0% of the data");
  assert.equal(describePercentile(100), "denser than all of the data");
  assert.equal(describePercentile(37.2, "draw"), "denser than 37\u00a0% of the data's draws");
});

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Reporter } from "./reporter";

function started(context: TestContext) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  context.mock.method(performance, "now", () => now);
  const sent: { number: number; resting: boolean; z: number }[] = [];
  const reporter = new Reporter((number, resting, { z }) => sent.push({ number, resting, z: z![0]! }));
  const take = (z: number) => reporter.take({ z: Float32Array.of(z), names: {}, selection: [] });
  const pass = (ms: number) => {
    now += ms;
    context.mock.timers.tick(ms);
  };
  return { reporter, sent, take, pass };
}

test("one report is on its way at a time, and the next is the newest", (context) => {
  const { reporter, sent, take, pass } = started(context);
  reporter.hold(true);
  for (const z of [1, 2, 3]) take(z);
  pass(5000);
  assert.deepEqual(sent, [{ number: 1, resting: false, z: 1 }]);
  reporter.taken(1);
  assert.deepEqual(sent.at(-1), { number: 2, resting: false, z: 3 });
});

test("however fast the kernel answers, there is a pause between two reports", (context) => {
  const { reporter, sent, take, pass } = started(context);
  reporter.hold(true);
  take(1);
  reporter.taken(1);
  take(2);
  assert.equal(sent.length, 1);
  pass(60);
  assert.equal(sent.at(-1)!.z, 2);
});

test("what is let go is said at once, though the kernel is busy, and then that it rests", (context) => {
  const { reporter, sent, take, pass } = started(context);
  reporter.hold(true);
  take(1);
  take(2);
  reporter.hold(false);
  assert.deepEqual(sent.at(-1), { number: 2, resting: false, z: 2 });
  reporter.taken(1); // of the one before: nothing new
  pass(250);
  assert.equal(sent.length, 2);
  reporter.taken(2);
  assert.deepEqual(sent.at(-1), { number: 3, resting: true, z: 2 });
  reporter.taken(3);
  pass(5000);
  assert.equal(sent.length, 3);
});

test("what the kernel has moved meanwhile is not put back by a report that waited", (context) => {
  const { reporter, sent, take, pass } = started(context);
  take(1);
  reporter.taken(1);
  take(2);
  reporter.moved({ z: Float32Array.of(7), names: {}, selection: [] });
  pass(60);
  reporter.taken(2);
  pass(5000);
  assert.deepEqual(sent.map(({ z }) => z), [1, 7, 7]);
});

test("a report that crosses a move of the kernel's is said again, of the place it was moved to", (context) => {
  const { reporter, sent, take, pass } = started(context);
  take(1);
  reporter.moved({ z: Float32Array.of(7), names: {}, selection: [] });
  reporter.taken(1);
  pass(5000);
  assert.deepEqual(sent.map(({ z }) => z), [1, 7]);
});

test("a view that has gone says nothing more", (context) => {
  const { reporter, sent, take, pass } = started(context);
  take(1);
  reporter.stop();
  pass(1000);
  reporter.taken(1);
  assert.equal(sent.length, 1);
});

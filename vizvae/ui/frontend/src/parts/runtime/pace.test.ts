import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Pace } from "./pace";

function started(context: TestContext) {
  let now = 0;
  let frames: ((at: number) => void)[] = [];
  context.mock.method(performance, "now", () => now);
  globalThis.document = { timeline: { get currentTime() { return now; } } } as unknown as Document; // prettier-ignore
  globalThis.requestAnimationFrame = (frame) => frames.push(frame);
  const pass = (ms: number) => {
    now += ms;
    const due = frames;
    frames = [];
    due.forEach((frame) => frame(now));
  };
  return { pace: new Pace(), pass };
}

test("frames that come in time hurry nobody", (context) => {
  const { pace, pass } = started(context);
  for (let frame = 0; frame < 10; frame++) {
    pace.note();
    pass(17);
  }
  assert.equal(pace.isHurried, false);
});

test("a late one does, for a while, and a pause between two moves is no late frame", (context) => {
  const { pace, pass } = started(context);
  pace.note();
  pass(34);
  assert.equal(pace.isHurried, true);
  pace.note();
  pass(17);
  assert.equal(pace.isHurried, true);
  pass(300);
  assert.equal(pace.isHurried, false);
  pass(2000);
  pace.note();
  pass(17);
  assert.equal(pace.isHurried, false);
});

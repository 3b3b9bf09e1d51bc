import assert from "node:assert/strict";
import { test } from "node:test";
import { setHost } from "../../hosts/host";
import type { News } from "./contract";
import { chosen, LiveRun, type View } from "./live";

/** The server of one run: its answers are given when the test says so. */
function server() {
  const asked: { url: string; answer(value: unknown): void }[] = [];
  const unasked = (): never => assert.fail("a run needs no built file");
  setHost({
    hasOtherPages: true,
    takesPictures: true,
    files: null,
    ask: (url) => new Promise((resolve) => asked.push({ url, answer: (value) => resolve(new Response(JSON.stringify(value))) })),
    file: unasked,
    fontAddress: unasked,
    pageAddress: () => null,
    replaceAddress: unasked, showTop: unasked,
    showPart: unasked,
  });
  Object.assign(globalThis, { window: globalThis, document: { visibilityState: "visible" } });
  return asked;
}

const news = (step: number): News =>
  ({
    status: { phase: "running" },
    events: [{ kind: "changed", field: "beta", epoch: step }],
    view: null,
    trace: null,
  }) as unknown as News;

const soon = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

test("what is asked while an answer is on its way is asked after it, and nothing is added twice", async () => {
  const asked = server();
  const run = new LiveRun("a", "/runs/a");
  asked.shift()!.answer({ config: {} }); // about
  await soon(5);
  const first = asked.shift()!;
  assert.match(first.url, /news/);
  const change = run.ask({ action: "change" }); // a slider is let go while the news are on their way
  await soon();
  asked.shift()!.answer({});
  await change;
  await soon(200); // longer than it waits after a request
  assert.equal(asked.length, 0, "the same question is not asked again");
  first.answer(news(1));
  await soon(20);
  assert.equal(asked.length, 1, "but at once when the answer is there");
  assert.match(asked[0]!.url, /events=1$/);
  asked.shift()!.answer(news(2));
  await soon(5);
  assert.deepEqual(run.events.value.map(({ epoch }) => epoch), [1, 2]);
  assert.equal(run.live.value, true);
  run.close();
});

test("of a run that was discarded there is one more news, and no complaint", async () => {
  const asked = server();
  let looked = 0;
  const run = new LiveRun("a", "/runs/a", () => (looked += 1));
  asked.shift()!.answer({ config: {} });
  await soon(5);
  asked.shift()!.answer({ status: null, events: [], view: null, trace: null });
  await soon(5);
  assert.equal(looked, 1, "the list says that it lies in the trash");
  assert.equal(run.problem.value, "");
  run.close();
});

test("pictures are of the average of the weights, or of the weights as they are, and the images the same", () => {
  const named = (value: number) => ({ shape: [1], values: Float32Array.of(value) }) as unknown as View[string];
  const pictures = { images: named(1), recon: named(2), "raw.recon": named(3) };
  assert.deepEqual(chosen(pictures, false), { images: named(1), recon: named(2) });
  assert.deepEqual(chosen(pictures, true), { images: named(1), recon: named(3) });
  assert.deepEqual(chosen({ recon: named(2) }, true), { recon: named(2) }); // no average is kept: there is but one
});

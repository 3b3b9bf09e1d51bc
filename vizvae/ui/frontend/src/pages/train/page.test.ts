import assert from "node:assert/strict";
import { test } from "node:test";
import { setHost } from "../../hosts/host";
import { TrainingPage } from "./page";

const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A server with one run, which a visitor may discard. */
function server() {
  const state = { inTrash: false, refused: 0 };
  const answers = (url: string, method: string): object | null => {
    if (url === "/runs") return { runs: state.inTrash ? [] : [{ name: "a", phase: "running" }], trash: state.inTrash ? { a: "1-a" } : {}, max_runs: 1 };
    if (url === "/runs/undo") return (state.inTrash = false), { name: "a" };
    if (state.inTrash) return null;
    if (method === "POST") return (state.inTrash = true), { request: "1" };
    if (url.endsWith("/about")) return { config: {}, changeable: [] };
    return { status: { phase: "running" }, events: [], view: null, trace: null };
  };
  const unasked = (): never => assert.fail("no built file is needed");
  setHost({
    hasOtherPages: true,
    takesPictures: true,
    files: null,
    ask: async (url, request) => {
      const answer = answers(String(url), request?.method ?? "GET");
      if (!answer) state.refused++;
      return answer ? new Response(JSON.stringify(answer)) : new Response("There is no run named 'a' any more.", { status: 422 });
    },
    file: unasked,
    fontAddress: unasked,
    pageAddress: () => null,
    replaceAddress: unasked, showTop: unasked,
    showPart: unasked,
  });
  Object.assign(globalThis, { window: globalThis, document: { visibilityState: "visible" } });
  return state;
}

test("a run that was discarded is left at once, and can be brought back", async () => {
  const state = server();
  const page = new TrainingPage({ part: "head", runsUrl: "/runs", run: "a", compare: [], restoreId: "1" });
  await soon(50);
  assert.equal(page.shown.value?.status.value?.phase, "running");
  await page.shown.value!.ask({ action: "discard" });
  await soon(300);
  assert.deepEqual([page.shown.value], [null]);
  assert.equal(state.refused, 1, "nothing more is asked of what is not there");
  assert.deepEqual([page.deleted.value, page.trash.value["a"]], ["a", "1-a"]);
  await page.undoDelete("1-a");
  assert.deepEqual([page.deleted.value, page.shown.value?.name], [null, "a"]);
  page.dispose();
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { undoByKey } from "./undo_by_key";

class Input {
  constructor(readonly type: string) {}
}

test("what is typed into undoes typing; anywhere else the key undoes a step", () => {
  Object.assign(globalThis, { HTMLInputElement: Input });
  const done: string[] = [];
  const press = (target: Input | null, keys = {}) =>
    undoByKey({ undo: () => done.push("undo"), redo: () => done.push("redo") }, { target, key: "z", ctrlKey: true, preventDefault: () => undefined, ...keys } as unknown as KeyboardEvent);
  for (const type of ["text", "number"]) press(new Input(type));
  assert.deepEqual(done, []);
  press(new Input("range"));
  press(null, { shiftKey: true });
  press(null, { ctrlKey: false });
  assert.deepEqual(done, ["undo", "redo"]);
});

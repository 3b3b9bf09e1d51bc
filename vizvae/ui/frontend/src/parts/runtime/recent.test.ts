import assert from "node:assert/strict";
import { test } from "node:test";
import { Recent } from "./recent";

test("keeps the last few, releases the one not used for longest", async () => {
  const released: string[] = [];
  const recent = new Recent<string>(2, (item) => released.push(item));
  for (const key of ["a", "b", "a", "c"]) await recent.get(key, async () => key);
  await Promise.resolve();
  assert.deepEqual(released, ["b"]);
  assert.equal(await recent.find("a"), "a");
  assert.equal(recent.find("b"), undefined);
});

test("makes an item once, but tries again after a failure", async () => {
  const recent = new Recent<number>(3);
  let made = 0;
  const make = async () => {
    made++;
    if (made === 1) throw new Error("offline");
    return made;
  };
  await assert.rejects(recent.get("a", make), /offline/);
  assert.equal(await recent.get("a", make), 2);
  assert.equal(await recent.get("a", make), 2);
});

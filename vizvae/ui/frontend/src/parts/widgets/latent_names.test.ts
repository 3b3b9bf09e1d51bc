import assert from "node:assert/strict";
import { test } from "node:test";
import { LatentNames, type Names } from "./latent_names";

/** A server that answers when told to. */
function server() {
  const asked: [number, string][] = [];
  const answers: ((names: Names) => void)[] = [];
  const refusals: ((error: Error) => void)[] = [];
  const keep = (latent: number, name: string) => {
    asked.push([latent, name]);
    return new Promise<Names>((resolve, reject) => {
      answers.push(resolve);
      refusals.push(reject);
    });
  };
  return { asked, answers, refusals, keep };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("a name is shown at once, trimmed and cut; emptied, or called as before, it is the number again", () => {
  const { keep, asked } = server();
  const names = new LatentNames(keep, {}, assert.fail);
  names.rename(1, "  slant  ");
  assert.equal(names.of(1), "slant");
  names.rename(1, "");
  assert.equal(names.of(1), "z₁");
  names.rename(12, "z₁₂");
  assert.deepEqual(asked, [[1, "slant"], [1, ""]]);
  names.rename(0, "😀".repeat(99));
  assert.equal(names.of(0), "😀".repeat(40));
});

test("the answer brings what others have named; while another change is on its way it changes nothing", async () => {
  const { keep, answers } = server();
  const names = new LatentNames(keep, {}, assert.fail);
  names.rename(0, "pose");
  names.rename(0, "yaw");
  answers[0]!({ 0: "pose", 5: "smile" });
  await settled();
  assert.equal(names.of(0), "yaw");
  answers[1]!({ 0: "yaw", 5: "smile" });
  await settled();
  assert.deepEqual([names.of(0), names.of(5)], ["yaw", "smile"]);
});

test("what could not be kept is still shown, and said", async () => {
  const { keep, refusals } = server();
  const said: string[] = [];
  const names = new LatentNames(keep, { 2: "tilt" }, (text) => said.push(text));
  names.rename(2, "lean");
  refusals[0]!(new Error("the disk is full"));
  await settled();
  assert.equal(names.of(2), "lean");
  assert.match(said[0]!, /disk is full/);
});

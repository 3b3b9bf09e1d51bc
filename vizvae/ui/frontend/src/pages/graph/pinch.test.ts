import assert from "node:assert/strict";
import { test } from "node:test";
import { pinchOf, pinched, zoomedAt, type Place, type Windows } from "./pinch";

const SHOWN: Windows = [
  { low: -2, high: 2 },
  { low: 0, high: 8 },
];

/** What lies at a place of the picture. */
function under([x, y]: Windows, [u, v]: Place): Place {
  return [x.low + u * (x.high - x.low), y.low + v * (y.high - y.low)];
}

function assertNear(found: Place, expected: Place): void {
  found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-9, `${found} is not ${expected}`));
}

test("what lies under two fingers stays under them while they part and move", () => {
  const before: [Place, Place] = [[0.4, 0.4], [0.6, 0.6]];
  const now: [Place, Place] = [[0.1, 0.3], [0.7, 0.9]];
  const moved = pinched(SHOWN, pinchOf(before), pinchOf(now));
  before.forEach((place, i) => assertNear(under(moved, now[i]!), under(SHOWN, place)));
  assert.ok(Math.abs(moved[0].high - moved[0].low - 4 / 3) < 1e-9, "three times as close");
});

test("two fingers that keep their distance move the picture and do not zoom it", () => {
  const moved = pinched(SHOWN, pinchOf([[0.2, 0.2], [0.4, 0.2]]), pinchOf([[0.3, 0.5], [0.5, 0.5]]));
  assertNear([moved[0].high - moved[0].low, moved[1].high - moved[1].low], [4, 8]);
  assertNear([moved[0].low, moved[1].low], [-2.4, -2.4]);
});

test("two fingers on one point do no harm", () => {
  const same = pinchOf([[0.5, 0.5], [0.5, 0.5]]);
  assert.deepEqual(pinched(SHOWN, same, pinchOf([[0.4, 0.5], [0.6, 0.5]])), SHOWN);
});

test("a zoom keeps the place it is at", () => {
  const closer = zoomedAt(SHOWN, [0.25, 1], 4);
  assertNear(under(closer, [0.25, 1]), under(SHOWN, [0.25, 1]));
  assert.equal(closer[0].high - closer[0].low, 1);
});

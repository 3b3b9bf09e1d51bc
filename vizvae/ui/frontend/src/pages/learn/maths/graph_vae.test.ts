import assert from "node:assert/strict";
import { test } from "node:test";
import { degrees, edgesOf, normalised, PAIRS, reconNll, TOY, withLoops, workOut, type Edge, type Matrix } from "./graph_vae";

const near = (left: Matrix, right: Matrix) => left.forEach((row, i) => row.forEach((value, j) => assert.ok(Math.abs(value - right[i]![j]!) < 1e-5)));

test("by hand: A with B and C, and D alone", () => {
  const adj = withLoops([
    [0, 1],
    [0, 2],
  ]);
  assert.deepEqual(degrees(adj), [3, 2, 2, 1, 1]);
  const propagated = normalised(adj);
  assert.ok(Math.abs(propagated[0]![0]! - 1 / 3) < 1e-12);
  assert.ok(Math.abs(propagated[0]![1]! - 1 / Math.sqrt(6)) < 1e-12);
  assert.equal(propagated[3]![3], 1);
  assert.equal(propagated[1]![2], 0);
});

test("the same numbers as vizvae.graph gives", () => {
  const worked = workOut(TOY.edges as unknown as Edge[], TOY.features);
  near(worked.propagated, TOY.expected.propagated);
  near(worked.mu, TOY.expected.mu);
  near(worked.logits, TOY.expected.logits);
  near([[worked.reconNll, worked.kl, worked.elbo]], [[TOY.expected.reconNll, TOY.expected.kl, TOY.expected.elbo]]);
});

test("no information costs log 2 a pair, whatever the edges", () => {
  const nothing = withLoops([]).map((row) => row.map(() => 0));
  for (const bits of [0, 5, 1023]) {
    const nll = reconNll(nothing, withLoops(edgesOf(bits)));
    assert.ok(Math.abs(nll - Math.log(2) * (bits === 1023 ? 0.5 : 1)) < 1e-12); // all edges: no non-edges to be balanced with
  }
  assert.equal(PAIRS.length, 10);
});

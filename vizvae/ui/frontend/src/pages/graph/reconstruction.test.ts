import assert from "node:assert/strict";
import { test } from "node:test";
import { adjacency, commonNeighbours, edgeBetween, neighboursOf, pathsOfThree, sharedWords, type Bundle } from "./bundle";
import { contributions, countsAt, hops, indexOfCount, likeliestNeighbours, logitsOf, probabilityDecimals } from "./reconstruction";

// A path 0 – 1 – 2 – 3, and codes in which 0 and 3 look alike.
const edges = Int32Array.of(0, 1, 1, 2, 2, 3);
const bundle = {
  numNodes: 4,
  numPairs: 6,
  kinds: null,
  latentDim: 2,
  edges,
  edgeLogit: Float32Array.of(2, 1, -1),
  thresholds: Float32Array.of(3, 1.5, 0, -2),
  predicted: Float64Array.of(0, 2, 4, 6),
  // by part: the first edge is trained on, the others are test edges
  found: Int32Array.of(0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 2),
  words: { rowStarts: Int32Array.of(0, 2, 5, 5, 6), columns: Int32Array.of(1, 4, 0, 1, 4, 4) },
  mu: Float32Array.of(2, 0, 1, 1, 0, 1, 2, 0.5),
  ...adjacency(edges, 4),
} as unknown as Bundle;

test("counts, precision, recall and F1 over all six pairs", () => {
  const counts = countsAt(bundle, 2);
  assert.deepEqual([counts.found, counts.invented, counts.missed], [2, 2, 1]);
  assert.equal(counts.precision, 0.5);
  assert.ok(Math.abs(counts.recall - 2 / 3) < 1e-12);
  assert.ok(Math.abs(counts.f1 - 4 / 7) < 1e-12);
  assert.ok(Math.abs(counts.falsePositiveRate - 2 / 3) < 1e-12);
  assert.deepEqual([counts.testFound, counts.testPrecision, counts.testRecall], [1, 1 / 3, 0.5]);
  assert.equal(countsAt(bundle, 0).precision, 1);
  assert.equal(countsAt(bundle, 0).f1, 0);
});

test("from a number of pairs to a threshold and back", () => {
  assert.equal(indexOfCount(bundle.predicted, 1), 1);
  assert.equal(indexOfCount(bundle.predicted, 4), 2);
  assert.equal(indexOfCount(bundle.predicted, 99), 3);
});

test("neighbours by the inner product, with what is known of each pair", () => {
  const [first, second] = likeliestNeighbours(bundle, logitsOf(bundle, bundle.mu, 0), 0, 2);
  assert.deepEqual(first, { node: 3, logit: 4, edge: -1, sharedWords: 1, commonNeighbours: 0, paths: null });
  assert.deepEqual(second, { node: 1, logit: 2, edge: 0, sharedWords: 2, commonNeighbours: 0, paths: null });
  assert.deepEqual(contributions(bundle.mu, 2, 1, 3), [2, 0.5]);
});

test("of two kinds, only the other one is a neighbour, and a chance is out of the pairs between them", () => {
  const kinds = Uint8Array.of(0, 1, 0, 0);
  const between = { ...bundle, numPairs: 3, kinds } as Bundle;
  assert.deepEqual(likeliestNeighbours(between, logitsOf(between, between.mu, 1), 1, 9).map((one) => one.node).sort(), [0, 2, 3]);
  assert.deepEqual(likeliestNeighbours(between, logitsOf(between, between.mu, 0), 0, 9).map((one) => one.node), [1]);
  assert.equal(countsAt({ ...bundle, numPairs: 9 }, 2).falsePositiveRate, 2 / 6);
});

test("edges, words and hops", () => {
  assert.equal(edgeBetween(bundle, 2, 1), 1);
  assert.equal(edgeBetween(bundle, 0, 2), -1);
  assert.deepEqual([edgeBetween({ ...bundle, directed: true }, 1, 2), edgeBetween({ ...bundle, directed: true }, 2, 1)], [1, -1]);
  assert.equal(sharedWords(bundle, 0, 2), 0);
  const { one, two } = hops(bundle, 1);
  assert.deepEqual([[...one], [...two]], [[0, 2], [3]]);
});

test("nodes of two kinds share no neighbour, but ways of three edges", () => {
  // 0 and 1 like 3; 1 likes 4, too: from 0 to 4 there is one way, by 3 and 1. The edge itself is none.
  const edges = Int32Array.of(0, 3, 1, 3, 1, 4, 2, 4);
  const bundle = { edges, ...adjacency(edges, 5) } as unknown as Bundle;
  assert.deepEqual([pathsOfThree(bundle, 0, 4), pathsOfThree(bundle, 4, 0), pathsOfThree(bundle, 0, 3), pathsOfThree(bundle, 2, 3)], [1, 1, 0, 1]);
});

test("a neighbour both ways is one neighbour", () => {
  const edges = Int32Array.of(0, 1, 1, 0, 1, 2, 2, 1, 0, 3);
  const bundle = { edges, directed: true, ...adjacency(edges, 4) } as unknown as Bundle;
  assert.deepEqual([...neighboursOf(bundle, 0)], [1, 3]);
  assert.equal(commonNeighbours(bundle, 0, 2), 1);
});

test("a probability has the decimals that tell the places of its slider apart", () => {
  const places = (low: number, high: number) => Array.from({ length: 400 }, (_, i) => high + (i / 399) * (low - high));
  assert.equal(probabilityDecimals(places(-8, 8)), 4);
  const collapsed = places(-1e-3, 1e-3); // all pairs about as likely
  const decimals = probabilityDecimals(collapsed);
  assert.equal(decimals, 6);
  const written = new Set(collapsed.map((logit) => (1 / (1 + Math.exp(-logit))).toFixed(decimals)));
  assert.equal(written.size, 400);
  assert.equal(probabilityDecimals([0, 0]), 4);
});

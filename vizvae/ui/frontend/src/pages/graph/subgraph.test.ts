import assert from "node:assert/strict";
import { test } from "node:test";
import { adjacency, type Bundle } from "./bundle";
import { subgraphGexf, subgraphOf, subgraphSvg, type Look } from "./subgraph";

// A path 0 – 1 – 2 – 3, and an invented pair 0 – 4.
const edges = Int32Array.of(0, 1, 1, 2, 2, 3);
const bundle = {
  directed: false,
  names: ["a & b", "b", "c", "d", "e"],
  edges,
  edgePart: Uint8Array.of(0, 1, 2),
  candidates: Int32Array.of(0, 4, 1, 4),
  ...adjacency(edges, 5),
} as unknown as Bundle;
const logits = { edges: Float32Array.of(2, -1, 3), candidates: Float32Array.of(1, 0.5) };
const red = 0xff0000ff; // packed: alpha, blue, green, red
const look: Look = { title: "t", positions: Float32Array.of(0, 0, 1, 0, 2, 0, 3, 0, 0, 2), colours: new Uint32Array(5).fill(red), legend: [{ name: "all (5)", colour: [255, 0, 0] }], groupOf: (node) => `group ${node}` };

test("what is around a node, with the partners that the model invents for it", () => {
  const one = subgraphOf(bundle, logits, 0, 0, 1);
  assert.deepEqual(one.nodes, [0, 1, 4]);
  assert.deepEqual(one.lines.map(({ source, target, kind, part }) => [source, target, kind, part]), [
    [0, 1, "found", "training"],
    [0, 4, "invented", null],
  ]);
  assert.deepEqual(subgraphOf(bundle, logits, 2, 0, 2).nodes, [0, 1, 2]);
  assert.deepEqual(subgraphOf(bundle, logits, 2, 0, 2).lines.map(({ kind }) => kind), ["found", "missed"]);
});

test("as SVG it is drawn on white, named and explained", () => {
  const svg = subgraphSvg(bundle, subgraphOf(bundle, logits, 0, 0, 1), look);
  assert.match(svg, /<rect [^>]*fill="#ffffff"/);
  assert.equal(svg.match(/<line [^>]*stroke-opacity/g)!.length, 2);
  assert.ok(svg.includes(">a &amp; b</text>"));
  assert.ok(svg.includes(">all (5)</text>"));
  assert.ok(svg.includes("invented: predicted, and no edge"));
  assert.ok(!svg.includes("missed: an edge"));
});

test("as GEXF it has places, colours and what the model says", () => {
  const gexf = subgraphGexf(bundle, subgraphOf(bundle, logits, 0, 0, 1), look);
  assert.ok(gexf.includes('<viz:color r="255" g="0" b="0"/>'));
  assert.equal(gexf.match(/<viz:position /g)!.length, 3);
  assert.ok(gexf.includes('value="none"'));
  for (const node of [0, 1, 4]) assert.ok(gexf.includes(`<attvalue for="0" value="group ${node}"/>`)); // all of one colour
  assert.ok(gexf.includes('<edge id="0" source="0" target="1">'));
  assert.ok(gexf.includes('label="a &amp; b"'));
});

/** What is known of each node beside its place. */

import { PARTS, type Bundle } from "./bundle";
import type { EdgePart } from "./contract";

/** How many nodes have a larger mean σ. */
const aboveInSigma = oncePerBundle((bundle) => {
  const sigma = bundle.uncertainty?.sigma;
  if (!sigma) return null;
  const falling = sigma.slice().sort().reverse();
  const first = new Map<number, number>();
  falling.forEach((value, i) => first.has(value) || first.set(value, i));
  return sigma.map((value) => first.get(value)!);
});

/** 1: the node that the model is least sure of; null for a deterministic code. */
export function uncertaintyRank(bundle: Bundle, node: number): number | null {
  const above = aboveInSigma(bundle);
  return above && above[node]! + 1;
}

/** How many edges each node has in each of `PARTS`, (node, 3). */
export const degreesByPart = oncePerBundle((bundle) => {
  const degrees = new Float32Array(PARTS.length * bundle.numNodes);
  bundle.edges.forEach((node, i) => degrees[PARTS.length * node + bundle.edgePart[i >> 1]!]!++);
  return degrees;
});

/** The node with the most edges that the encoder was not shown: where there is most to see of what a model finds by itself. */
export const mostHeldOut = oncePerBundle((bundle) => {
  const degrees = degreesByPart(bundle);
  let best = 0;
  const heldOut = (node: number) => degrees[PARTS.length * node + 1]! + degrees[PARTS.length * node + 2]!;
  for (let node = 1; node < bundle.numNodes; node++) if (heldOut(node) > heldOut(best)) best = node;
  return best;
});

/** The nodes by their number of edges, most first. */
export const byDegree = oncePerBundle(({ numNodes, starts }) =>
  Array.from({ length: numNodes }, (_, node) => node).sort((a, b) => starts[b + 1]! - starts[b]! - (starts[a + 1]! - starts[a]!)),
);

export function degreeByPart(bundle: Bundle, node: number): Record<EdgePart, number> {
  const degrees = degreesByPart(bundle);
  return Object.fromEntries(PARTS.map((part, i) => [part, degrees[PARTS.length * node + i]!])) as Record<EdgePart, number>;
}

function oncePerBundle<T>(compute: (bundle: Bundle) => T): (bundle: Bundle) => T {
  const known = new WeakMap<Bundle, { value: T }>();
  return (bundle) => {
    let found = known.get(bundle);
    if (!found) known.set(bundle, (found = { value: compute(bundle) }));
    return found.value;
  };
}

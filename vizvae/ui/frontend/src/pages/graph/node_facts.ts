/** What is known of each node beside its place. */

import { PARTS, type Bundle } from "./bundle";
import type { EdgePart } from "./contract";

/** σ of each node's posterior, the mean over the latents; null for a deterministic code. */
export const meanSigma = oncePerBundle((bundle) => overLatents(bundle, (_, logvar) => Math.exp(logvar / 2)));

/** KL of each node's posterior to the prior N(0, I) in nats, summed over the latents; null for a deterministic code. */
export const nodeKl = oncePerBundle((bundle) => {
  const mean = overLatents(bundle, (mu, logvar) => 0.5 * (mu * mu + Math.exp(logvar) - logvar - 1));
  return mean && mean.map((value) => value * bundle.latentDim);
});

/** How many nodes have a larger mean σ. */
const aboveInSigma = oncePerBundle((bundle) => {
  const sigma = meanSigma(bundle);
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

function overLatents({ numNodes, latentDim, mu, logvar }: Bundle, of: (mu: number, logvar: number) => number): Float32Array | null {
  if (!logvar) return null;
  return Float32Array.from({ length: numNodes }, (_, node) => {
    let sum = 0;
    for (let at = node * latentDim; at < (node + 1) * latentDim; at++) sum += of(mu[at]!, logvar[at]!);
    return sum / latentDim;
  });
}

function oncePerBundle<T>(compute: (bundle: Bundle) => T): (bundle: Bundle) => T {
  const known = new WeakMap<Bundle, { value: T }>();
  return (bundle) => {
    let found = known.get(bundle);
    if (!found) known.set(bundle, (found = { value: compute(bundle) }));
    return found.value;
  };
}

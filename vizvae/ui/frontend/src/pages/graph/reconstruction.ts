/** What the model says of pairs of nodes, and how good that is over the whole graph. */

import { commonNeighbours, edgeBetween, neighboursOf, pathsOfThree, sharedWords, type Bundle } from "./bundle";

export interface Counts {
  /** A pair is predicted when its logit reaches this. */
  logit: number;
  predicted: number;
  /** Edges among the predicted. */
  found: number;
  invented: number;
  missed: number;
  precision: number;
  recall: number;
  f1: number;
  falsePositiveRate: number;
  /** Among the pairs the model was neither trained on nor chosen by: test edges, and all of them. */
  testFound: number;
  testPrecision: number;
  testRecall: number;
}

/** Of the threshold `index`. */
export function countsAt({ thresholds, predicted, found, edgeLogit, numPairs }: Bundle, index: number): Counts {
  const numEdges = edgeLogit.length;
  const all = predicted[index]!;
  const [training, validation, test] = [found[3 * index]!, found[3 * index + 1]!, found[3 * index + 2]!];
  const right = training + validation + test;
  const unseen = all - training - validation;
  const numTest = found.at(-1)!; // the last threshold lies below every edge
  const precision = all ? right / all : 1; // nothing said, nothing wrong
  const recall = right / numEdges;
  return {
    logit: thresholds[index]!,
    predicted: all,
    found: right,
    invented: all - right,
    missed: numEdges - right,
    precision,
    recall,
    f1: right ? (2 * precision * recall) / (precision + recall) : 0,
    falsePositiveRate: (all - right) / (numPairs - numEdges),
    testFound: test,
    testPrecision: unseen ? test / unseen : 1,
    testRecall: numTest ? test / numTest : 0,
  };
}

/** The first threshold at which at least `count` pairs are predicted. */
export function indexOfCount(predicted: ArrayLike<number>, count: number): number {
  let low = 0;
  let high = predicted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (predicted[middle]! >= count) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

export interface Neighbour {
  node: number;
  logit: number;
  /** The real edge between the two, or −1: an invented one. */
  edge: number;
  sharedWords: number | null;
  commonNeighbours: number;
  /** Of three edges, where nodes are of two kinds: those share no neighbour. */
  paths: number | null;
}

/** Logits of `node` with every node, by an inner-product decoder of the codes `z` (node, latent); −∞ with those of its own kind, where there are two. */
export function logitsOf({ numNodes, latentDim, kinds }: Bundle, z: Float32Array, node: number): Float32Array {
  return Float32Array.from({ length: numNodes }, (_, other) => (kinds && kinds[other] === kinds[node] ? -Infinity : innerProduct(z, latentDim, node, other)));
}

/** The nodes tied closest to `node`, by its logits with every node. */
export function likeliestNeighbours(bundle: Bundle, logits: Float32Array, node: number, count: number): Neighbour[] {
  return Array.from(logits, (logit, other) => ({ node: other, logit }))
    .filter((one) => one.node !== node && one.logit > -Infinity) // −∞ where the two could be no edge
    .sort((a, b) => b.logit - a.logit)
    .slice(0, count)
    .map((one) => ({
      ...one,
      edge: edgeBetween(bundle, node, one.node),
      sharedWords: sharedWords(bundle, node, one.node),
      commonNeighbours: commonNeighbours(bundle, node, one.node),
      paths: bundle.kinds && pathsOfThree(bundle, node, one.node),
    }));
}

export function innerProduct(z: Float32Array, latentDim: number, a: number, b: number): number {
  let sum = 0;
  for (let k = 0; k < latentDim; k++) sum += z[a * latentDim + k]! * z[b * latentDim + k]!;
  return sum;
}

/** What each latent adds to the pair's logit. */
export function contributions(z: Float32Array, latentDim: number, a: number, b: number): number[] {
  return Array.from({ length: latentDim }, (_, k) => z[a * latentDim + k]! * z[b * latentDim + k]!);
}

/** Nodes one and two steps away. */
export function hops(bundle: Bundle, node: number): { one: Set<number>; two: Set<number> } {
  const one = new Set(neighboursOf(bundle, node));
  const two = new Set<number>();
  for (const near of one) for (const far of neighboursOf(bundle, near)) if (far !== node && !one.has(far)) two.add(far);
  return { one, two };
}

/** So many that the places of a slider over these logits can be told apart on average: of a model that has collapsed, all pairs are about as
 * likely. */
export function probabilityDecimals(thresholds: ArrayLike<number>): number {
  const ends = [thresholds[0]!, thresholds[thresholds.length - 1]!].map(sigmoid);
  const between = Math.abs(ends[1]! - ends[0]!) / thresholds.length;
  return between > 0 ? Math.min(9, Math.max(4, Math.ceil(-Math.log10(between)))) : 4;
}

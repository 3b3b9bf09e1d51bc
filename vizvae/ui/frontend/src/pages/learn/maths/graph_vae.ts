/** A variational graph autoencoder small enough to be worked out by hand: five nodes, two features, one propagation, two latents. */

import toy from "./toy_graph.json";

export type Matrix = readonly (readonly number[])[];
export type Edge = readonly [number, number];

export const TOY = toy;
export const NODES = ["A", "B", "C", "D", "E"] as const;
/** Every pair once, in the order in which an address numbers them. */
export const PAIRS: readonly Edge[] = NODES.flatMap((_, i) => NODES.slice(i + 1).map((_, j): Edge => [i, i + 1 + j]));

/** As bits of one number. */
export const edgesOf = (bits: number): Edge[] => PAIRS.filter((_, i) => (bits >> i) & 1);

/** A + I */
export function withLoops(edges: readonly Edge[]): Matrix {
  return NODES.map((_, i) => NODES.map((_, j) => Number(i === j || edges.some(([a, b]) => (a === i && b === j) || (a === j && b === i)))));
}

export const degrees = (adj: Matrix): number[] => adj.map((row) => row.reduce((sum, value) => sum + value, 0));

/** Â = D^−½ (A + I) D^−½ (Kipf & Welling 2017, equation 2), from A + I. */
export function normalised(adj: Matrix): Matrix {
  const degree = degrees(adj);
  return adj.map((row, i) => row.map((value, j) => value / Math.sqrt(degree[i]! * degree[j]!)));
}

export function times(left: Matrix, right: Matrix): number[][] {
  return left.map((row) => right[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * right[k]![j]!, 0)));
}

const softplus = (value: number) => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
export const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

/** z_i · z_j for every two nodes */
export const edgeLogits = (z: Matrix): number[][] => times(z, z[0]!.map((_, k) => z.map((row) => row[k]!)));

/** Nats: ½ (mean over edges + mean over non-edges), each node its own neighbour, as `dense_recon_nll` of vizvae.graph.objective. */
export function reconNll(logits: Matrix, adj: Matrix): number {
  let [edges, none, numEdges] = [0, 0, 0];
  adj.forEach((row, i) =>
    row.forEach((value, j) => {
      if (value) edges += softplus(-logits[i]![j]!);
      else none += softplus(logits[i]![j]!);
      numEdges += value;
    }),
  );
  return 0.5 * (edges / numEdges + none / Math.max(1, adj.length ** 2 - numEdges));
}

/** Nats, for each node: KL(N(mu, σ²) ‖ N(0, I)), summed over its latents. */
export function klPerNode(mu: Matrix, logvar: Matrix): number[] {
  return mu.map((row, i) => row.reduce((sum, m, k) => sum + 0.5 * (m * m + Math.exp(logvar[i]![k]!) - 1 - logvar[i]![k]!), 0));
}

export interface Worked {
  adj: Matrix;
  propagated: Matrix;
  mu: Matrix;
  logvar: Matrix;
  z: Matrix;
  logits: Matrix;
  reconNll: number;
  /** Mean over nodes */
  kl: number;
  /** −recon_nll − kl / N: with the weight of Kipf & Welling's code */
  elbo: number;
}

export function workOut(edges: readonly Edge[], features: Matrix): Worked {
  const adj = withLoops(edges);
  const propagated = normalised(adj);
  const mu = times(propagated, times(features, toy.weight));
  const logvar = times(propagated, times(features, toy.logvarWeight));
  const z = mu.map((row, i) => row.map((m, k) => m + Math.exp(logvar[i]![k]! / 2) * toy.noise[i]![k]!));
  const logits = edgeLogits(z);
  const [recon, kl] = [reconNll(logits, adj), klPerNode(mu, logvar).reduce((sum, value) => sum + value, 0) / adj.length];
  return { adj, propagated, mu, logvar, z, logits, reconNll: recon, kl, elbo: -recon - kl / adj.length };
}

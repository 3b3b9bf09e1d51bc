/** How the latents answer to a factor, in standard deviations of the aggregate posterior: what the bars and the traces show. */

import type { FactorLatent } from "./contract";
import type { Neighbourhood } from "./neighbourhood";

/** Below this reach a latent does not answer: it is what sampling and neighbouring pixels make of nothing. */
export const ANSWERS = 0.5;

export interface Answer {
  latent: number;
  /** (mu − mean of the data) / sd at every value of the factor. */
  trace: Float32Array;
  low: number;
  high: number;
}

/** `factor` over all its values, the others as at the neighbourhood's centre. */
export function answersTo(factor: number, neighbourhood: Neighbourhood, latents: readonly FactorLatent[]): Answer[] {
  return latents.map((facts) => {
    const trace = neighbourhood.trace(factor, facts.index).map((mu) => inSds(mu, facts));
    return { latent: facts.index, trace, low: Math.min(...trace), high: Math.max(...trace) };
  });
}

export function inSds(mu: number, { mean, std }: FactorLatent): number {
  return (mu - mean) / Math.max(std, 1e-6);
}

/** Whoever moves most first. A latent that carries nothing moves by nothing times many: it is no answer. */
export function byReach(answers: readonly Answer[], latents: readonly FactorLatent[]): Answer[] {
  const active = new Set(latents.filter((facts) => facts.active).map(({ index }) => index));
  return answers.filter(({ latent }) => active.has(latent)).sort((a, b) => b.high - b.low - (a.high - a.low));
}

/** "x is carried by z₃ (moves 3.4 sd), then z₁ (0.8 sd)" */
export function sentence(factor: string, ordered: readonly Answer[], nameOf: (latent: number) => string): string {
  const reach = ({ low, high }: Answer) => high - low;
  const answering = ordered.filter((answer) => reach(answer) >= ANSWERS);
  if (answering.length === 0) return `No latent answers to ${factor} here: the model does not tell its values apart.`;
  const named = answering.slice(0, 3).map((answer) => `${nameOf(answer.latent)} (moves ${reach(answer).toFixed(1)} sd)`);
  const more = answering.length > 3 ? ` and ${answering.length - 3} more` : "";
  if (named.length === 1) return `One latent answers to ${factor}: ${named[0]}.`;
  return `${answering.length} latents answer to ${factor}: ${named.join(", then ")}${more}.`;
}

/** The steps, in the order in which they are told. */

import type { ComponentType } from "preact";
import type { LearnData } from "../contract";
import { Bound } from "./bound";
import { LatentVariables } from "./latent_variables";
import { Reparameterisation } from "./reparameterisation";
import { Terms } from "./terms";

export interface Step {
  id: string;
  title: string;
  /** One sentence: what one knows after it. */
  idea: string;
  Body: ComponentType<{ data: LearnData }>;
}

export const STEPS: readonly Step[] = [
  {
    id: "latent-variables",
    title: "Latent variable model",
    idea: "How likely a model finds an image is an average over every z it could have come from, and hardly any z matters.",
    Body: LatentVariables,
  },
  {
    id: "bound",
    title: "The bound",
    idea: "How likely a model finds an image cannot be computed, but it can be bounded from below, and what is missing is a distance.",
    Body: Bound,
  },
  {
    id: "terms",
    title: "The two terms",
    idea: "The ELBO of an image is what drawing it again costs, and what its latents say about it: two numbers of nats, one of which needs no draw.",
    Body: Terms,
  },
  {
    id: "reparameterisation",
    title: "Reparameterisation",
    idea: "A random draw can be written so that a gradient passes through it, and that gradient is far less noisy than the alternative.",
    Body: Reparameterisation,
  },
];

/** The steps. Their order, and what can be moved in each, stand in vizvae/ui/learn/parameters.json. */

import type { StepId } from "../controls";
import type { Step } from "../step";
import { Autoencoder } from "./autoencoder";
import { Bound } from "./bound";
import { GaussianNetworks } from "./gaussian_networks";
import { Generation } from "./generation";
import { Graphs } from "./graphs";
import { Labels } from "./labels";
import { LatentVariables } from "./latent_variables";
import { ProsAndCons } from "./pros_and_cons";
import { Reparameterisation } from "./reparameterisation";
import { Terms } from "./terms";

export const STEPS: { readonly [S in StepId]: Step<S> } = {
  autoencoder: {
    title: "Autoencoder",
    idea: "Two numbers are nearly enough to draw a digit again. But ask for a place where no digit was put, and nothing has taught the decoder what to draw there.",
    Body: Autoencoder,
  },
  "latent-variables": {
    title: "Latent variable model",
    idea: "How likely a model finds an image is an average over every z it could have come from, and hardly any z matters.",
    Body: LatentVariables,
  },
  bound: {
    title: "The bound",
    idea: "How likely a model finds an image cannot be computed, but it can be bounded from below, and what is missing is a distance.",
    Body: Bound,
  },
  "gaussian-networks": {
    title: "Gaussian networks",
    idea: "The networks give the numbers of a distribution, a variance by its logarithm, and the distribution says what a pixel costs.",
    Body: GaussianNetworks,
  },
  terms: {
    title: "The two terms",
    idea: "The ELBO of an image is what drawing it again costs, and what its latents say about it: two numbers of nats, one of which needs no draw.",
    Body: Terms,
  },
  reparameterisation: {
    title: "Reparameterisation",
    idea: "A random draw can be written so that a gradient passes through it, and that gradient is far less noisy than the alternative.",
    Body: Reparameterisation,
  },
  generation: {
    title: "Generation",
    idea: "A new image needs no encoder: draw z from the prior and decode it, and a latent that stands for one thing moves that thing alone.",
    Body: Generation,
  },
  labels: {
    title: "Few labels",
    idea: "An encoder has looked at many images without labels. Whether that helps a classifier that is given few labels has to be measured.",
    Body: Labels,
  },
  "pros-and-cons": {
    title: "What it is good for",
    idea: "Each kind of model that learns to draw gives something up. What a VAE gains and what it pays can be read from the same measurements of all of them.",
    Body: ProsAndCons,
  },
  graphs: {
    title: "Graphs",
    idea: "A graph convolution gives each node a weighted mean of itself and its neighbours; two nodes whose codes point the same way are held to be linked.",
    Body: Graphs,
  },
};

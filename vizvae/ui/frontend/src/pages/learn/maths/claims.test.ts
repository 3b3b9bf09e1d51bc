import assert from "node:assert/strict";
import test from "node:test";
import type { ComparedModel } from "../contract";
import { claimsOf, seconds } from "./claims";

const model = (name: string, figures: Partial<ComparedModel>): ComparedModel => ({
  model: name,
  title: name.toUpperCase(),
  nll: null,
  nll_interval: null,
  bound: "none",
  recon_nll: null,
  classifier_frechet: 10,
  seconds_per_sample: 0.001,
  num_parameters: 1,
  protocol: "",
  ...figures,
});
const VAE = model("vae", { nll: 83.44, bound: "iwae", recon_nll: 60.26, classifier_frechet: 12.34, seconds_per_sample: 0.002 });
const PIXELCNN = model("pixelcnn", { nll: 81.21, bound: "exact", classifier_frechet: 2.6, seconds_per_sample: 1.5 });

test("each claim says the figures it rests on", () => {
  const all = [VAE, model("iwae", { nll: 82.8, classifier_frechet: 8 }), model("flow-prior", { classifier_frechet: 4 }), PIXELCNN, model("gan", { classifier_frechet: 5 })];
  const claims = claimsOf(all, 0.31);
  assert.deepEqual(
    claims.map(({ id, good }) => [id, good]),
    [["draws", false], ["prior", false], ["likelihood", false], ["speed", true], ["encoder", true]],
  );
  const [draws, prior, likelihood, speed, encoder] = claims.map(({ says }) => says);
  for (const figure of ["12.3", "2.6", "5 for the GAN", "0.31"]) assert.ok(draws!.includes(figure), figure);
  for (const figure of ["50\u00a0%", "8 becomes 4"]) assert.ok(prior!.includes(figure), figure);
  for (const figure of ["83.4", "82.8", "81.2"]) assert.ok(likelihood!.includes(figure), figure);
  for (const figure of ["2 ms", "1.5 s", "750 times"]) assert.ok(speed!.includes(figure), figure);
  assert.ok(encoder!.includes("60.3 nats. PIXELCNN and GAN have no encoder"));
});

test("what has not been measured, or came out the other way, is not said", () => {
  assert.deepEqual(claimsOf([], null), []);
  assert.deepEqual(claimsOf([VAE], null), []);
  const priors = [model("iwae", {}), model("flow-prior", { classifier_frechet: 4 }), model("ae", { classifier_frechet: 90 })];
  assert.ok(!claimsOf(priors, null)[0]!.says.includes("mixture"));
  assert.match(claimsOf([...priors, model("ae-mixture", { classifier_frechet: 5.5 })], null)[0]!.says, /90\.0 with one Gaussian .* 5\.5 with a mixture/);
  const ids = (models: ComparedModel[]) => claimsOf(models, null).map(({ id }) => id);
  assert.deepEqual(ids([VAE, PIXELCNN]), ["draws", "likelihood", "speed", "encoder"]);
  assert.deepEqual(ids([model("iwae", {}), model("flow-prior", { classifier_frechet: 11 })]), []);
  assert.deepEqual(ids([VAE, { ...PIXELCNN, seconds_per_sample: 0.001, nll: null }]), ["draws", "encoder"]);
  assert.equal(claimsOf([{ ...VAE, classifier_frechet: 2 }, PIXELCNN], null)[0]!.good, true);
});

test("times are short", () => {
  assert.deepEqual([0.00042, 0.0123, 2.25].map(seconds), ["0.42 ms", "12.3 ms", "2.3 s"]);
});

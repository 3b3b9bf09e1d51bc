/** What is said of VAEs, each with the figures it rests on. What has not been measured is not said. */

import { formatCount, formatShort, percent } from "../../../parts/latent/numbers";
import type { ComparedModel } from "../contract";

export type Figure = "nll" | "recon_nll" | "classifier_frechet" | "seconds_per_sample";
export type ClaimId = "draws" | "prior" | "likelihood" | "speed" | "encoder";

export interface Claim {
  id: ClaimId;
  good: boolean;
  title: string;
  /** With the measured figures. */
  says: string;
  figure: Figure;
  /** Those that the claim speaks of. */
  about: readonly string[];
}

type Models = ReadonlyMap<string, ComparedModel>;

export const seconds = (value: number): string => (value < 1 ? `${formatShort(1000 * value)} ms` : `${formatShort(value)} s`);

const joined = (parts: readonly string[]) => (parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}` : parts[0]!);

/** In the order in which they are told. */
export function claimsOf(measured: readonly ComparedModel[], floor: number | null): Claim[] {
  const models: Models = new Map(measured.map((model) => [model.model, model]));
  return [draws(models, floor), prior(models), likelihood(models), speed(models), encoder(models)].filter((claim) => claim !== null);
}

function draws(models: Models, floor: number | null): Claim | null {
  const vae = models.get("vae");
  const others = ["pixelcnn", "gan"].flatMap((name) => models.get(name) ?? []);
  if (!vae || others.length === 0) return null;
  const best = Math.min(...others.map((one) => one.classifier_frechet));
  const real = floor === null ? "" : ` Real images differ from one another by ${formatShort(floor)}.`;
  return {
    id: "draws",
    good: vae.classifier_frechet <= best,
    title: vae.classifier_frechet > best ? "Its draws are less like the data" : "Its draws are as much like the data",
    says: `How far draws are from real digits: ${formatShort(vae.classifier_frechet)} for the VAE, ${joined(others.map((one) => `${formatShort(one.classifier_frechet)} for the ${one.title}`))}.${real} One pass draws all pixels at once, each on its own given z, and so with soft edges.`,
    figure: "classifier_frechet",
    about: ["vae", ...others.map((one) => one.model)],
  };
}

function prior(models: Models): Claim | null {
  const [plain, flow] = [models.get("iwae"), models.get("flow-prior")];
  if (!plain || !flow || flow.classifier_frechet >= plain.classifier_frechet) return null;
  const [single, mixture] = [models.get("ae"), models.get("ae-mixture")];
  const likewise =
    single && mixture && mixture.classifier_frechet < single.classifier_frechet
      ? ` The same helps a plain autoencoder: ${formatShort(single.classifier_frechet)} with one Gaussian fitted to its codes, ${formatShort(mixture.classifier_frechet)} with a mixture of many.`
      : "";
  const less = 1 - flow.classifier_frechet / plain.classifier_frechet;
  return {
    id: "prior",
    good: false,
    title: "The plain prior misses where the codes are",
    says: `The codes of all images together are not quite N(0, I), so some draws fall where no image was put. With a prior that learns their shape, and the same decoder, draws are ${percent(100 * less)} nearer to the data: ${formatShort(plain.classifier_frechet)} becomes ${formatShort(flow.classifier_frechet)}.${likewise}`,
    figure: "classifier_frechet",
    about: ["iwae", "flow-prior"],
  };
}

function likelihood(models: Models): Claim | null {
  const [vae, pixelcnn] = [models.get("vae"), models.get("pixelcnn")];
  if (vae?.nll == null || pixelcnn?.nll == null) return null;
  const iwae = models.get("iwae");
  return {
    id: "likelihood",
    good: false,
    title: "Its likelihood is only a bound",
    says: `At most ${vae.nll.toFixed(1)} nats for the VAE${iwae?.nll == null ? "" : ` and ${iwae.nll.toFixed(1)} for one trained on a closer bound`}; the truth is lower, and the bound does not say by how much. For the PixelCNN ${pixelcnn.nll.toFixed(1)} is exact. A GAN and a plain autoencoder have none.`,
    figure: "nll",
    about: ["vae", "pixelcnn"],
  };
}

function speed(models: Models): Claim | null {
  const [vae, pixelcnn] = [models.get("vae"), models.get("pixelcnn")];
  if (!vae || !pixelcnn || vae.seconds_per_sample >= pixelcnn.seconds_per_sample) return null;
  return {
    id: "speed",
    good: true,
    title: "A draw is one pass",
    says: `${seconds(vae.seconds_per_sample)} for an image of the VAE, ${seconds(pixelcnn.seconds_per_sample)} for one of the PixelCNN, which draws pixel by pixel: ${formatCount(Math.round(pixelcnn.seconds_per_sample / vae.seconds_per_sample))} times as long.`,
    figure: "seconds_per_sample",
    about: ["vae", "pixelcnn"],
  };
}

function encoder(models: Models): Claim | null {
  const vae = models.get("vae");
  const without = ["pixelcnn", "gan"].flatMap((name) => models.get(name) ?? []);
  if (vae?.recon_nll == null || without.length === 0 || without.some((one) => one.recon_nll !== null)) return null;
  return {
    id: "encoder",
    good: true,
    title: "It has an encoder",
    says: `Given an image it answers with a code, and from the code it draws the image again for ${vae.recon_nll.toFixed(1)} nats. ${joined(without.map((one) => one.title))} have no encoder: there is nothing to draw again, to move about in, or to start a classifier from.`,
    figure: "recon_nll",
    about: ["vae", ...without.map((one) => one.model)],
  };
}

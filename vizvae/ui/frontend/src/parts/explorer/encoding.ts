/** From a grey image to an input: binarised as chosen, encoded, ready to be shown beside its reconstruction. */

import { binarise, toUnit, type Binarisation } from "../latent/binarise";
import type { Engine } from "../runtime/engine";
import type { Encoded } from "../runtime/encoder";
import type { InputSpec, ModelData } from "./contract";
import { modelSource } from "./model_source";
import { loadReference } from "./resources";
import type { ImageInput } from "./workspace";

export interface Picture {
  spec: InputSpec;
  title: string;
  grey: Uint8Array;
}

export async function encodePicture(engine: Engine, model: ModelData, picture: Picture, chosen: Binarisation): Promise<ImageInput> {
  const { spec, title, grey } = picture;
  const binarisation = model.likelihood === "bernoulli" ? chosen : null;
  const scored = binarisation ? binarise(grey, binarisation) : toUnit(grey);
  const posterior = !model.hasEncoder && spec.kind === "data" ? await knownCode(model, spec.index) : await engine.encode(modelSource(model), scored);
  if (![...posterior.mu].every(Number.isFinite)) throw new Error("the encoder gave numbers that are not finite");
  return { spec, title, grey, scored, binarisation, posterior };
}

/** Of one of its own draws: the latents that it was drawn from. */
async function knownCode(model: ModelData, index: number): Promise<Encoded> {
  const { mu } = await loadReference(model);
  return { mu: mu.slice(index * model.latentDim, (index + 1) * model.latentDim), logvar: null };
}

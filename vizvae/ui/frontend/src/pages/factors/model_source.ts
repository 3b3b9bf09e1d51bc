import type { ModelSource } from "../../parts/runtime/engine";
import type { FactorModel } from "./contract";

export function modelSource({ digest, image, latentDim, likelihood, stochastic, decoderUrl, encodeUrl, decodeUrl }: FactorModel): ModelSource {
  return { key: digest, shape: { latentDim, likelihood, ...image }, stochastic, decoderUrl, encoderUrl: null, encodeUrl, decodeUrl };
}

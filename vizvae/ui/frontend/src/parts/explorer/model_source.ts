import type { ModelSource } from "../runtime/engine";
import type { ModelData } from "./contract";

export function modelSource(model: ModelData): ModelSource {
  const { digest, image, latentDim, likelihood, stochastic, decoderUrl, encoderUrl, encodeUrl, decodeUrl } = model;
  return { key: digest, shape: { latentDim, likelihood, ...image }, stochastic, decoderUrl, encoderUrl, encodeUrl, decodeUrl };
}

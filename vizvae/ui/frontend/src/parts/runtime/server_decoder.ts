/** Images from the server, for a decoder that the browser's runtime cannot run: slower, one question an image, and the same numbers. */

import { likelihoodOf, OUTPUTS, type Decodes, type ModelShape } from "./decoder";
import { fetchFloats } from "./fetching";

/** Throws where the server cannot either. */
export async function decoderOnServer(url: string, shape: ModelShape, lacks: string | null): Promise<Decodes> {
  const { latentDim, channels, height, width, likelihood } = shape;
  const decode: Decodes["decode"] = async (z) => {
    const values = await fetchFloats(url, "the server's image", { method: "POST", body: z.slice().buffer });
    const pixels = (z.length / latentDim) * channels * height * width;
    const names: readonly string[] = OUTPUTS[likelihood];
    if (values.length !== names.length * pixels)
      throw new Error(`the server's decoder answered with ${values.length} numbers, expected ${names.length * pixels}`);
    return likelihoodOf(likelihood, (name) => values.subarray(names.indexOf(name) * pixels, (names.indexOf(name) + 1) * pixels));
  };
  const began = performance.now();
  await decode(new Float32Array(latentDim));
  return { shape, msPerImage: performance.now() - began, where: "server", lacks, decode };
}

/** Images of latents, decoded in this thread as fast as a hand moves. */

import { useSignal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Decoder } from "../../parts/runtime/decoder";
import { fetchBytes } from "../../parts/runtime/fetching";
import { latestOnly } from "../../parts/runtime/latest";
import { Recent } from "../../parts/runtime/recent";
import type { DecoderSource } from "./contract";

const decoders = new Recent<Decoder>(4, (decoder) => decoder.release());

const opened = ({ digest, url, shape }: DecoderSource): Promise<Decoder> =>
  decoders.get(digest, async () => Decoder.open(await fetchBytes(url, "the decoder"), shape));

/** While other things are still being fetched. What goes wrong is said where it is used. */
export const prepareDecoder = (source: DecoderSource): void => void opened(source).catch(() => undefined);

export interface Decoded {
  source: DecoderSource;
  /** (count, pixels) in [0, 1] */
  mean: Float32Array;
}

/** The last images stay until the next are there. `z`: (count, latentDim). */
export function useDecoded(source: DecoderSource, z: Float32Array): { images: ReadonlySignal<Decoded | null>; problem: ReadonlySignal<string | null> } {
  const images = useSignal<Decoded | null>(null);
  const problem = useSignal<string | null>(null);
  const draw = useMemo(
    () =>
      latestOnly(async (wanted: { source: DecoderSource; z: Float32Array }) => {
        try {
          const decoder = await opened(wanted.source);
          images.value = { source: wanted.source, mean: (await decoder.decode(wanted.z)).mean };
          problem.value = null;
        } catch (error) {
          problem.value = error instanceof Error ? error.message : String(error);
        }
      }),
    [],
  );
  useEffect(() => draw({ source, z }), [source, z]);
  return { images, problem };
}

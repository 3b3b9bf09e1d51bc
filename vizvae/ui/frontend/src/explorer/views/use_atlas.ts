import { useEffect, useState } from "preact/hooks";
import { atlasUrl } from "../../drawing/atlas";
import type { ModelData } from "../contract";
import { imageAt } from "../resources";

/** The images of `indices` as one picture, see drawing/atlas.ts; "" until the data are here. */
export function useAtlas(images: Uint8Array | null, image: ModelData["image"], indices: readonly number[]): string {
  const [url, setUrl] = useState("");
  useEffect(() => {
    if (!images || !indices.length) return undefined;
    let wanted = true;
    const made = atlasUrl(
      indices.map((index) => imageAt(images, index, image)),
      image.channels,
      image.height,
      image.width,
    );
    void made.then((next) => wanted && setUrl(next));
    return () => {
      wanted = false;
      void made.then((old) => URL.revokeObjectURL(old));
    };
  }, [images, indices.join()]);
  return images ? url : "";
}

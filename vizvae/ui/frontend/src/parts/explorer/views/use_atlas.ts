import { useEffect, useState } from "preact/hooks";
import { atlasUrl } from "../../drawing/atlas";
import type { ModelData } from "../contract";
import type { DataImages } from "../data_images";

/** The images of `indices` as one picture, see drawing/atlas.ts; "" until the data are here. */
export function useAtlas(images: DataImages | null, image: ModelData["image"], indices: readonly number[]): string {
  const [url, setUrl] = useState("");
  useEffect(() => {
    if (!images || !indices.length) return undefined;
    let wanted = true;
    const made = images.load(indices).then((shown) => atlasUrl(shown, image.channels, image.height, image.width));
    void made.then(
      (next) => wanted && setUrl(next),
      () => undefined, // empty places; the next choice of images asks again
    );
    return () => {
      wanted = false;
      void made.then(
        (old) => URL.revokeObjectURL(old),
        () => undefined,
      );
    };
  }, [images, indices.join()]);
  return images ? url : "";
}

/**
 * Many small images side by side in one picture, for CSS backgrounds. Each canvas on a page is a layer that the browser composes anew at
 * every frame of a drag, shown or not changed at all: sixty thumbnails as canvases cost more than decoding.
 */

import { bytePixels } from "./pixels";

/** An object URL: the caller revokes it. */
export async function atlasUrl(images: Uint8Array[], channels: number, height: number, width: number): Promise<string> {
  const canvas = new OffscreenCanvas(width * images.length, height);
  const context = canvas.getContext("2d")!;
  images.forEach((image, i) => context.putImageData(new ImageData(bytePixels(image, channels), width), i * width, 0));
  return URL.createObjectURL(await canvas.convertToBlob());
}

/** Shows image `i` of `count` as the background of an element. */
export function atlasStyle(url: string, i: number, count: number): { [property: string]: string } {
  return {
    backgroundImage: `url(${url})`,
    backgroundSize: `${100 * count}% 100%`,
    backgroundPosition: `${count > 1 ? (100 * i) / (count - 1) : 0}% 0`,
  };
}

/** A small image as a PNG file, each pixel blown up to a square so that any viewer shows it sharp. */
export function pngBlob(rgba: Uint8ClampedArray<ArrayBuffer>, width: number, scale: number): Promise<Blob> {
  const height = rgba.length / 4 / width;
  const small = new OffscreenCanvas(width, height);
  small.getContext("2d")!.putImageData(new ImageData(rgba, width), 0, 0);
  const large = new OffscreenCanvas(width * scale, height * scale);
  const context = large.getContext("2d")!;
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, large.width, large.height);
  return large.convertToBlob({ type: "image/png" });
}

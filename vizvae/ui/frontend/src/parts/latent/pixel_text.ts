/** A small grey image as text for a link: raw deflate, then base64url without padding. */

export async function packPixels(pixels: Uint8Array): Promise<string> {
  const bytes = await through(pixels, new CompressionStream("deflate-raw"));
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Throws an Error that says what is wrong when `text` is not `length` packed pixels. */
export async function unpackPixels(text: string, length: number): Promise<Uint8Array> {
  let pixels: Uint8Array;
  try {
    const bytes = fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
    pixels = await through(bytes, new DecompressionStream("deflate-raw"), length);
  } catch {
    throw new Error("the picture in the link is damaged");
  }
  if (pixels.length !== length) throw new Error(`the picture in the link has ${pixels.length} pixels, expected ${length}`);
  return pixels;
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function toBase64(bytes: Uint8Array): string {
  // A part at a time: a call takes some ten thousand arguments, and a large image has two hundred thousand bytes.
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** `atMost`: a link must not be able to unfold into gigabytes, so that reading stops one chunk after what was expected. */
async function through(bytes: Uint8Array, transform: CompressionStream | DecompressionStream, atMost = Infinity): Promise<Uint8Array> {
  const reader = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(transform).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
    if (length > atMost) {
      await reader.cancel();
      break;
    }
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

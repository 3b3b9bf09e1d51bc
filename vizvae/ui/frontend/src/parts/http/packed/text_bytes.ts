/** Bytes as they stand in a document: see vizvae/standalone/text_bytes.py. */

/** As in vizvae/standalone/text_bytes.py: what may not stand in a document as it is. */
const UNWRITABLE = [0, 10, 13, 60];
const PAIRS_FROM = 0x100;

/** Seven bits a character. */
export function bytesOfText(text: string): Uint8Array<ArrayBuffer> {
  const [head, length] = /^(\d+) /.exec(text.slice(0, 32)) ?? [];
  if (head === undefined) throw new Error("this file is damaged: a part of it does not begin with its length");
  const out = new Uint8Array(Number(length));
  let [at, held, bits] = [0, 0, 0];
  const put = (seven: number) => {
    held = ((held << 7) | seven) & 0x3fff;
    bits += 7;
    if (bits >= 8) out[at++] = held >> (bits -= 8);
  };
  for (let i = head.length; i < text.length && at < out.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128) put(code);
    else {
      put(UNWRITABLE[(code - PAIRS_FROM) >> 7]!);
      put((code - PAIRS_FROM) & 127);
    }
  }
  if (at < out.length) throw new Error(`this file is damaged: expected ${out.length} bytes, got ${at}`);
  return out;
}

export function unshuffled(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length);
  for (let first = 0, at = 0; first < 4; first++) for (let i = first; i < bytes.length; i += 4) out[i] = bytes[at++]!;
  return out;
}

/**
 * Starts a document that holds its pages: reads the blocks that it is made of, from its own text or from files beside it, and runs the
 * bundle in one of them. Written into the document itself; the bundle finds it as `vizvaeBlocks`.
 */

import type { PackedIndex } from "../parts/http/packed/contract";
import { unpackLzma } from "../parts/http/packed/lzma";
import { bytesOfText, unshuffled } from "../parts/http/packed/text_bytes";

export interface Blocks {
  index: PackedIndex;
  read(name: string): Promise<Uint8Array<ArrayBuffer>>;
}

declare global {
  var vizvaeBlocks: Blocks;
}

async function packedBytes(name: string, file: string | null): Promise<Uint8Array<ArrayBuffer>> {
  if (file === null) return bytesOfText(document.getElementById(name)!.textContent!);
  const answer = await fetch(file).catch(() => null);
  if (answer?.ok) return new Uint8Array(await answer.arrayBuffer());
  const why = location.protocol === "file:" ? "a browser reads no file beside one that was opened from the disk. Put the folder on a web server" : `the server answered ${answer?.status ?? "nothing"}`;
  throw new Error(`${file} could not be read: ${why}`);
}

async function read(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const { file, packing, numBytes } = globalThis.vizvaeBlocks.index.blocks[name]!;
  const packed = await packedBytes(name, file);
  if (packing === "lzma") return unpackLzma(packed, numBytes);
  const unpacking = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(unpacking).arrayBuffer());
  return packing === "shuffled" ? unshuffled(bytes) : bytes;
}

async function start(): Promise<void> {
  const index = JSON.parse(document.getElementById("vizvae-index")!.textContent!) as PackedIndex;
  globalThis.vizvaeBlocks = { index, read };
  if (typeof DecompressionStream === "undefined" || typeof WebAssembly === "undefined")
    throw new Error("it needs a browser from 2023 or later: Chrome or Edge 80, Firefox 113, Safari 16.4, or newer");
  const url = URL.createObjectURL(new Blob([await read(index.files["standalone.js"]!)], { type: "text/javascript" }));
  await import(url).finally(() => URL.revokeObjectURL(url));
}

void start().catch((error: unknown) => {
    const line = document.getElementById("vizvae-start")!;
    line.setAttribute("role", "alert");
    line.textContent = `This page could not start: ${error instanceof Error ? error.message : String(error)}.`;
  });

/** The arrays of a safetensors file: 8 bytes of header length, a JSON header, then the numbers. */

export type NumberArray = Float32Array | Float64Array | Int32Array | Uint8Array;
type Kind = "F32" | "F64" | "I32" | "U8";

const ARRAYS = { F32: Float32Array, F64: Float64Array, I32: Int32Array, U8: Uint8Array } as const;

export interface NamedArray {
  shape: number[];
  values: NumberArray;
}

/** Throws an Error for a file that is none, or that holds other kinds of numbers. */
export function parseSafetensors(bytes: Uint8Array<ArrayBuffer>): Record<string, NamedArray> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (8 + headerLength > bytes.length) throw new Error("the file is no safetensors file, or is cut off");
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))) as Record<
    string,
    { dtype: Kind; shape: number[]; data_offsets: [number, number] }
  >;
  return Object.fromEntries(
    Object.entries(header)
      .filter(([name]) => name !== "__metadata__")
      .map(([name, { dtype, shape, data_offsets: [from, to] }]) => {
        const make = ARRAYS[dtype];
        if (!make) throw new Error(`"${name}" holds numbers of kind ${dtype}, expected one of ${Object.keys(ARRAYS).join(", ")}`);
        const part = bytes.slice(8 + headerLength + from, 8 + headerLength + to); // its own buffer, so that it is aligned
        return [name, { shape, values: new make(part.buffer) }];
      }),
  );
}

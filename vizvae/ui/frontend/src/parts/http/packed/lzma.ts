/**
 * Unpacks LZMA, which takes 2.2 MB for the runtime where gzip takes 3.7. The format is that of `.lzma` files, as Python's
 * `lzma.FORMAT_ALONE` writes it: I. Pavlov's LZMA specification, 2015, whose names are used here.
 */

const HEADER = 13;
const TOP = 2 ** 24;
const HALF = 1024;
const NUM_STATES = 12;
const ALIGN_BITS = 4;
const FULL_DISTANCES = 128;

/** Probabilities of as many bits: even at first. */
const even = (count: number) => new Uint16Array(count).fill(HALF);

/** Of lengths: 2 to 9, 10 to 17, or 18 to 273. */
const lengths = () => ({ choice: even(2), low: even(16 * 8), mid: even(16 * 8), high: even(256) });

/** `size`: bytes that are in it. Throws an Error for what is damaged. */
export function unpackLzma(input: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  const properties = input[0]!;
  const [lc, lp, pb] = [properties % 9, Math.floor(properties / 9) % 5, Math.floor(properties / 45)];
  const literals = even(0x300 << (lc + lp));
  const [isMatch, isRep0Long] = [even(NUM_STATES << 4), even(NUM_STATES << 4)];
  const [isRep, isRepG0, isRepG1, isRepG2] = [even(NUM_STATES), even(NUM_STATES), even(NUM_STATES), even(NUM_STATES)];
  const [matchLengths, repLengths] = [lengths(), lengths()];
  const slots = even(4 * 64);
  const distances = even(1 + FULL_DISTANCES);
  const align = even(1 << ALIGN_BITS);

  let at = HEADER + 1; // the first byte of the range coder is always 0
  let range = 0xffffffff;
  let code = 0;
  for (let i = 0; i < 4; i++) code = ((code << 8) | input[at++]!) >>> 0;

  function bit(probabilities: Uint16Array, index: number): number {
    const probability = probabilities[index]!;
    const bound = (range >>> 11) * probability;
    let found: number;
    if (code < bound) {
      range = bound;
      probabilities[index] = probability + ((2048 - probability) >> 5);
      found = 0;
    } else {
      range -= bound;
      code -= bound;
      probabilities[index] = probability - (probability >> 5);
      found = 1;
    }
    if (range < TOP) {
      range = (range << 8) >>> 0;
      code = ((code << 8) | input[at++]!) >>> 0;
    }
    return found;
  }

  function tree(probabilities: Uint16Array, offset: number, bits: number): number {
    let node = 1;
    for (let i = 0; i < bits; i++) node = (node << 1) | bit(probabilities, offset + node);
    return node - (1 << bits);
  }

  function reverseTree(probabilities: Uint16Array, offset: number, bits: number): number {
    let [node, found] = [1, 0];
    for (let i = 0; i < bits; i++) {
      const one = bit(probabilities, offset + node);
      node = (node << 1) | one;
      found |= one << i;
    }
    return found;
  }

  function direct(bits: number): number {
    let found = 0;
    for (let i = 0; i < bits; i++) {
      range >>>= 1;
      const one = code >= range ? 1 : 0;
      if (one) code -= range;
      found = (found << 1) | one;
      if (range < TOP) {
        range = (range << 8) >>> 0;
        code = ((code << 8) | input[at++]!) >>> 0;
      }
    }
    return found >>> 0;
  }

  function length({ choice, low, mid, high }: ReturnType<typeof lengths>, posState: number): number {
    if (!bit(choice, 0)) return 2 + tree(low, posState << 3, 3);
    if (!bit(choice, 1)) return 10 + tree(mid, posState << 3, 3);
    return 18 + tree(high, 0, 8);
  }

  function distance(length: number): number {
    const slot = tree(slots, Math.min(length - 2, 3) << 6, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) << bits;
    if (slot < 14) return base + reverseTree(distances, base - slot, bits);
    return (base >>> 0) + direct(bits - ALIGN_BITS) * 2 ** ALIGN_BITS + reverseTree(align, 0, ALIGN_BITS);
  }

  let [rep0, rep1, rep2, rep3, state, done] = [0, 0, 0, 0, 0, 0];
  const posMask = (1 << pb) - 1;
  const literalMask = (1 << lp) - 1;
  while (done < size) {
    const posState = done & posMask;
    if (!bit(isMatch, (state << 4) + posState)) {
      const before = done ? out[done - 1]! : 0;
      const offset = 0x300 * (((done & literalMask) << lc) + (before >> (8 - lc)));
      let symbol = 1;
      if (state >= 7) {
        let matched = out[done - rep0 - 1]!;
        do {
          const expected = (matched >> 7) & 1;
          matched <<= 1;
          const one = bit(literals, offset + ((1 + expected) << 8) + symbol);
          symbol = (symbol << 1) | one;
          if (expected !== one) break;
        } while (symbol < 0x100);
      }
      while (symbol < 0x100) symbol = (symbol << 1) | bit(literals, offset + symbol);
      out[done++] = symbol;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let count: number;
    if (bit(isRep, state)) {
      if (!bit(isRepG0, state)) {
        if (!bit(isRep0Long, (state << 4) + posState)) {
          state = state < 7 ? 9 : 11;
          if (rep0 >= done) throw new Error("what is packed is damaged");
          out[done] = out[done - rep0 - 1]!;
          done++;
          continue;
        }
      } else {
        let found = rep1;
        if (bit(isRepG1, state)) {
          found = rep2;
          if (bit(isRepG2, state)) {
            found = rep3;
            rep3 = rep2;
          }
          rep2 = rep1;
        }
        rep1 = rep0;
        rep0 = found;
      }
      count = length(repLengths, posState);
      state = state < 7 ? 8 : 11;
    } else {
      [rep3, rep2, rep1] = [rep2, rep1, rep0];
      count = length(matchLengths, posState);
      state = state < 7 ? 7 : 10;
      rep0 = distance(count);
    }
    if (rep0 >= done || done + count > size || at > input.length + 4) throw new Error("what is packed is damaged");
    for (let from = done - rep0 - 1; count > 0; count--) out[done++] = out[from++]!;
  }
  return out;
}

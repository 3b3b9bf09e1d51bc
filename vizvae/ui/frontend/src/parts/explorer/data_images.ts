/** The images behind a model. A small set comes whole; of a large one what is looked at is fetched: 5,000 colour images are 35 MB, gzipped. */

import { signal } from "@preact/signals";
import { fetchBytes } from "../runtime/fetching";

/** Bytes. MNIST's are 4 million, 0.8 gzipped. */
const SMALL = 24_000_000;
/** In one request; the server takes as many. */
const MOST_ROWS = 100;

export class DataImages {
  private readonly rows = new Map<number, Uint8Array>();
  private readonly underway = new Map<number, Promise<void>>();
  private readonly wanted = new Set<number>();
  private whole: Promise<void> | null = null;
  private readonly arrivals = signal(0);

  /** `size`: bytes of one image, (channels, height, width). */
  constructor(
    private readonly url: string,
    private readonly count: number,
    private readonly size: number,
  ) {}

  /** Null until it is here; then an effect or a component that has asked runs again. */
  at(index: number): Uint8Array | null {
    const row = this.rows.get(index);
    if (row) return row;
    void this.arrivals.value;
    if (!this.wanted.size) queueMicrotask(() => void this.fetchWanted());
    this.wanted.add(index);
    return null;
  }

  /** In the order of `indices`. Throws an Error with a sentence if they cannot be fetched. */
  async load(indices: readonly number[]): Promise<Uint8Array[]> {
    if (this.count * this.size <= SMALL) await (this.whole ??= this.fetchWhole());
    else {
      const missing = [...new Set(indices)].filter((index) => !this.rows.has(index) && !this.underway.has(index));
      for (let first = 0; first < missing.length; first += MOST_ROWS) this.fetchRows(missing.slice(first, first + MOST_ROWS));
      await Promise.all(indices.map((index) => this.underway.get(index)));
    }
    return indices.map((index) => this.rows.get(index)!);
  }

  private async fetchWanted(): Promise<void> {
    const wanted = [...this.wanted];
    this.wanted.clear();
    await this.load(wanted).catch(() => undefined); // asked for again when it is next looked at
  }

  private async fetchWhole(): Promise<void> {
    try {
      this.keep(await fetchBytes(this.url, "the data images"), Array.from({ length: this.count }, (_, index) => index));
    } catch (error) {
      this.whole = null;
      throw error;
    }
  }

  private fetchRows(indices: readonly number[]): void {
    const fetched = fetchBytes(`${this.url}?rows=${indices.join("_")}`, "the data images").then((bytes) => this.keep(bytes, indices));
    const done = fetched.finally(() => indices.forEach((index) => this.underway.delete(index)));
    for (const index of indices) this.underway.set(index, done);
  }

  private keep(bytes: Uint8Array, indices: readonly number[]): void {
    const expected = indices.length * this.size;
    if (bytes.length !== expected) throw new Error(`the data images have ${bytes.length} bytes, expected ${expected}`);
    indices.forEach((index, place) => this.rows.set(index, bytes.subarray(place * this.size, (place + 1) * this.size)));
    this.arrivals.value++;
  }
}

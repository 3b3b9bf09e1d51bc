/** The pictures of a run, one after the other: between two of them the nodes glide. */

import type { AxisWindow } from "../../../parts/latent/axis_scale";
import { fitWindows } from "../../../parts/latent/fit_windows";

type Windows = readonly [AxisWindow, AxisWindow];

/** This share of the nodes may lie outside: a few far codes must not squeeze all others into a corner. */
const OUTSIDE = 0.006;
const PICTURES_A_SECOND = 14;
/** Who is behind a fast run is this many seconds behind, no more. */
const MOST_BEHIND = 2.5;

export class Film {
  readonly epochs: number[] = [];
  private readonly pictures: Float32Array[] = [];
  private readonly windows: Windows[] = [];

  get last(): number {
    return this.pictures.length - 1;
  }

  /** `positions`: (node, 2) */
  add(epoch: number, positions: Float32Array): void {
    this.epochs.push(epoch);
    this.pictures.push(positions);
    this.windows.push(fitWindows(positions, OUTSIDE));
  }

  /** What is seen at `place` pictures from the first one. There must be one. */
  at(place: number): { positions: Float32Array; windows: Windows } {
    const { from, to, part } = this.between(place);
    const mix = (a: number, b: number) => a + part * (b - a);
    const [start, end] = [this.pictures[from]!, this.pictures[to]!];
    const axis = (i: 0 | 1): AxisWindow => {
      const [a, b] = [this.windows[from]![i], this.windows[to]![i]];
      return { low: mix(a.low, b.low), high: mix(a.high, b.high) };
    };
    return { positions: part === 0 ? start : start.map((value, i) => mix(value, end[i]!)), windows: [axis(0), axis(1)] };
  }

  epochAt(place: number): number {
    const { from, to, part } = this.between(place);
    return Math.round(this.epochs[from]! + part * (this.epochs[to]! - this.epochs[from]!));
  }

  private between(place: number): { from: number; to: number; part: number } {
    const from = Math.max(0, Math.min(Math.floor(place), this.last));
    const to = Math.min(from + 1, this.last);
    return { from, to, part: to === from ? 0 : Math.min(1, Math.max(0, place - from)) };
  }
}

/** The place after `ms` more milliseconds, on the way to the picture `last`. */
export function advance(place: number, last: number, ms: number, catchUp: boolean): number {
  const speed = catchUp ? Math.max(PICTURES_A_SECOND, (last - place) / MOST_BEHIND) : PICTURES_A_SECOND;
  return Math.min(last, place + (speed * ms) / 1000);
}

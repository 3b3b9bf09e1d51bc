/** Strokes of a round brush on a canvas, and the picture they make. */

import type { Grey } from "../latent/framing";

/** Canvas pixels; the page shows it at about this size. */
export const PAD_SIZE = 280;
/** About the stroke of MNIST: two to three of 28 pixels. */
const BRUSH = 22;

interface Point {
  x: number;
  y: number;
}

export class Pad {
  private readonly context: CanvasRenderingContext2D;
  private strokes: Point[][] = [];

  constructor(canvas: HTMLCanvasElement) {
    canvas.width = canvas.height = PAD_SIZE;
    this.context = canvas.getContext("2d", { willReadFrequently: true })!;
    this.redraw();
  }

  get isEmpty(): boolean {
    return this.strokes.length === 0;
  }

  /** Coordinates in canvas pixels. */
  begin(point: Point): void {
    this.strokes.push([point]);
    this.line(point, point);
  }

  extend(point: Point): void {
    const stroke = this.strokes.at(-1)!;
    this.line(stroke.at(-1)!, point);
    stroke.push(point);
  }

  undo(): void {
    this.strokes.pop();
    this.redraw();
  }

  clear(): void {
    this.strokes = [];
    this.redraw();
  }

  picture(): Grey {
    const { data } = this.context.getImageData(0, 0, PAD_SIZE, PAD_SIZE);
    const pixels = Uint8Array.from({ length: PAD_SIZE * PAD_SIZE }, (_, i) => data[4 * i]!);
    return { width: PAD_SIZE, height: PAD_SIZE, pixels };
  }

  private redraw(): void {
    this.context.fillStyle = "black";
    this.context.fillRect(0, 0, PAD_SIZE, PAD_SIZE);
    for (const stroke of this.strokes) stroke.forEach((point, i) => this.line(stroke[Math.max(0, i - 1)]!, point));
  }

  private line(from: Point, to: Point): void {
    this.context.strokeStyle = "white";
    this.context.lineWidth = BRUSH;
    this.context.lineCap = "round";
    this.context.beginPath();
    this.context.moveTo(from.x, from.y);
    this.context.lineTo(to.x + 0.01, to.y); // a line of no length would not be drawn: a tap leaves a dot
    this.context.stroke();
  }
}

/** Mouse, pen, fingers and keys on the map. */

import { pan, zoom } from "../../../parts/latent/axis_scale";
import { selectInside } from "../../../parts/latent/lasso";
import type { Hover, MapState, Point } from "../map_state";
import type { ManifoldPage } from "../page";
import { nearestOnMap, pointsOnMap } from "../picking";

/** CSS pixels: less is a click, not a drag. */
const CLICK = 4;
const WHEEL_STEP = 1.0015;
const KEY_ZOOM = 1.25;
/** Of the window, per press of an arrow key. */
const KEY_STEP = 0.02;

export class Pointer {
  private readonly abort = new AbortController();
  private readonly down = new Map<number, Point>();
  private start: Point | null = null;
  private last: Point = [0, 0];
  private dragged = false;
  private pinch = 0;
  private lasso: Point[] = [];
  /** The path that a new one replaces. */
  private before: Point[] = [];

  constructor(
    private readonly element: HTMLElement,
    private readonly page: ManifoldPage,
    private readonly map: MapState,
  ) {
    const { signal } = this.abort;
    const on = <K extends keyof HTMLElementEventMap>(kind: K, handle: (event: HTMLElementEventMap[K]) => void) =>
      element.addEventListener(kind, handle, { signal, passive: false });
    on("pointerdown", (event) => this.press(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.release(event));
    on("pointercancel", (event) => this.release(event, true));
    on("pointerleave", (event) => event.pointerType === "mouse" && !this.down.size && this.leave());
    on("wheel", (event) => this.wheel(event));
    on("keydown", (event) => this.key(event));
    on("blur", () => this.leave());
  }

  close(): void {
    this.abort.abort();
  }

  /** Parts of the surface, up is up. */
  private at(event: { clientX: number; clientY: number }): Point {
    const box = this.element.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
  }

  private coordinates([u, v]: Point): Point {
    return [this.map.coordinate(0, u), this.map.coordinate(1, v)];
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0 || (event.target as HTMLElement).closest("button")) return;
    this.element.setPointerCapture(event.pointerId);
    this.element.focus({ preventScroll: true });
    const at = this.at(event);
    this.down.set(event.pointerId, at);
    this.start = this.last = at;
    this.dragged = this.down.size > 1;
    this.pinch = 0;
    if (this.down.size > 1) this.pinchTo();
    const mode = this.map.mode.peek();
    if (mode === "path" && this.down.size === 1) {
      this.before = this.map.path.peek();
      this.map.path.value = [this.coordinates(at)];
    }
    if (mode === "lasso") this.lasso = [this.coordinates(at)];
    if (event.pointerType !== "mouse") this.hover(at);
  }

  private move(event: PointerEvent): void {
    const at = this.at(event);
    if (!this.down.has(event.pointerId)) return this.hover(at); // at once: browsers give one move a frame
    this.down.set(event.pointerId, at);
    if (this.down.size > 1) return this.pinchTo();
    const [dx, dy] = [at[0] - this.start![0], at[1] - this.start![1]];
    if (!this.dragged && Math.hypot(dx, dy) * this.element.clientWidth < CLICK) return;
    this.dragged = true;
    const mode = this.map.mode.peek();
    if (mode === "path") {
      this.map.path.value = [...this.map.path.peek(), this.coordinates(at)];
      this.hover(at);
    } else if (mode === "lasso") {
      if (event.shiftKey) this.lasso = box(this.start!, at).map((corner) => this.coordinates(corner));
      else this.lasso.push(this.coordinates(at));
      this.page.lasso.value = [...this.lasso];
    } else if (event.pointerType === "mouse") {
      this.panBy(this.last[0] - at[0], this.last[1] - at[1]);
      this.map.hover.value = null;
    } else {
      this.hover(at); // a finger looks around; two fingers move the map
    }
    this.last = at;
  }

  private release(event: PointerEvent, cancelled = false): void {
    if (!this.down.delete(event.pointerId)) return;
    if (this.down.size) return;
    const mode = this.map.mode.peek();
    const at = this.at(event);
    if (cancelled || this.pinch) {
      if (mode === "path") this.map.path.value = this.before;
      this.leave();
    } else if (mode === "path") this.page.pathDrawn(this.before);
    else if (mode === "lasso") this.select();
    else if (!this.dragged || (event.pointerType !== "mouse" && mode === "look")) void this.page.choose(this.hoverAt(at));
    if (mode === "lasso") this.page.lasso.value = [];
    if (event.pointerType !== "mouse") this.leave();
  }

  private leave(): void {
    this.map.hover.value = null;
  }

  private hover(at: Point): void {
    if (this.page.app.actions.animation.running.peek()) return;
    this.map.hover.value = this.hoverAt(at);
  }

  private hoverAt(at: Point): Hover {
    const [x, y] = this.coordinates(at);
    const index = this.map.show.peek().some((layer) => layer === "points" || layer === "thumbnails") ? nearestOnMap(this.map, at, this.element.clientWidth) : null;
    return { x, y, index };
  }

  private select(): void {
    const inside = selectInside(this.lasso, pointsOnMap(this.map));
    if (inside.length) this.page.select(inside);
    else this.page.app.messages.info("There is no data image inside this line. Draw it around some points, or press Esc to go on without a selection.");
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault(); // or the page would scroll away
    this.zoomAt(this.at(event), WHEEL_STEP ** -event.deltaY);
    this.hover(this.at(event));
  }

  private pinchTo(): void {
    const [a, b] = [...this.down.values()] as [Point, Point];
    const distance = Math.hypot(a[0] - b[0], a[1] - b[1]);
    const middle: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    if (this.pinch) {
      this.zoomAt(this.last, distance / this.pinch);
      this.panBy(this.last[0] - middle[0], this.last[1] - middle[1]);
    }
    this.pinch = distance;
    this.last = middle;
    this.dragged = true;
    this.map.hover.value = null;
  }

  private zoomAt(at: Point, factor: number): void {
    const scales = this.map.scales.peek();
    const [x, y] = this.map.windows.peek();
    this.map.windows.value = [zoom(x, scales[0], at[0], factor), zoom(y, scales[1], at[1], factor)];
  }

  private panBy(dx: number, dy: number): void {
    const scales = this.map.scales.peek();
    const [x, y] = this.map.windows.peek();
    this.map.windows.value = [pan(x, scales[0], dx), pan(y, scales[1], dy)];
  }

  private key(event: KeyboardEvent): void {
    const steps: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const step = steps[event.key];
    const middle: Point = [0.5, 0.5];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLButtonElement) return; // one that lies over the map
    if (step) {
      const hover = this.map.hover.peek();
      const now = hover ? [hover.x, hover.y] as Point : this.page.hereOnMap()?.at;
      const [u, v] = now ? [this.map.unit(0, now[0]), this.map.unit(1, now[1])] : middle;
      const inside = (value: number) => Math.min(1, Math.max(0, value));
      this.hover([inside(u + KEY_STEP * step[0]), inside(v + KEY_STEP * step[1])]);
    } else if (event.key === "Enter") {
      const hover = this.map.hover.peek();
      if (hover) void this.page.choose(hover);
    } else if (event.key === "+" || event.key === "=") this.zoomAt(middle, KEY_ZOOM);
    else if (event.key === "-") this.zoomAt(middle, 1 / KEY_ZOOM);
    else if (event.key === "Escape") {
      this.map.selection.value = null;
      this.map.mode.value = "look";
      this.leave();
    } else return;
    event.preventDefault();
  }
}

function box([left, bottom]: Point, [right, top]: Point): Point[] {
  return [
    [left, bottom],
    [right, bottom],
    [right, top],
    [left, top],
  ];
}

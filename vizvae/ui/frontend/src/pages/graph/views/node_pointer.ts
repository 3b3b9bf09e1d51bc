/** Hover, click, drag and wheel on a picture of the nodes. */

import type { ReadonlySignal, Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { nearestPoint } from "../../../parts/drawing/points";
import { pan, zoom, type AxisScale, type AxisWindow } from "../../../parts/latent/axis_scale";
import type { GraphPage } from "../page";

export const LINEAR: AxisScale = { spacing: "linear", mean: 0, std: 1 };
const NEAR = 8;
const CLICK = 4;

/** `windows`: moved and zoomed by the pointer; a computed one stays as it is. */
export function useNodePointer(
  page: GraphPage,
  canvas: { readonly current: HTMLCanvasElement | null },
  positions: ReadonlySignal<Float32Array | null>,
  windows: ReadonlySignal<[AxisWindow, AxisWindow] | null>,
  move?: Signal<[AxisWindow, AxisWindow] | null>,
): void {
  useEffect(() => {
    const element = canvas.current!;
    const abort = new AbortController();
    const on = <K extends keyof HTMLElementEventMap>(kind: K, handle: (event: HTMLElementEventMap[K]) => void) =>
      element.addEventListener(kind, handle, { signal: abort.signal, passive: false });
    let pressed: { x: number; y: number } | null = null;
    let dragged = false;
    const nodeAt = (event: MouseEvent, within: number): number | null => {
      const [points, shown] = [positions.peek(), windows.peek()];
      if (!points || !shown) return null;
      const box = element.getBoundingClientRect();
      const node = nearestPoint(points, shown[0], shown[1], box.width, box.height, event.clientX - box.left, event.clientY - box.top, within);
      return node < 0 ? null : node;
    };
    on("pointerdown", (event) => {
      element.setPointerCapture(event.pointerId);
      pressed = { x: event.clientX, y: event.clientY };
      dragged = false;
    });
    on("pointermove", (event) => {
      const shown = windows.peek();
      if (!pressed || !shown || !move) {
        if (event.pointerType === "mouse") page.selection.hovered.value = nodeAt(event, NEAR);
        return;
      }
      const [dx, dy] = [event.clientX - pressed.x, event.clientY - pressed.y];
      if (!dragged && Math.hypot(dx, dy) < CLICK) return;
      dragged = true;
      pressed = { x: event.clientX, y: event.clientY };
      move.value = [pan(shown[0], LINEAR, -dx / element.clientWidth), pan(shown[1], LINEAR, dy / element.clientHeight)];
    });
    on("pointerup", (event) => {
      if (pressed && !dragged) page.selection.choose(nodeAt(event, event.pointerType === "mouse" ? NEAR : 3 * NEAR), event.shiftKey);
      pressed = null;
    });
    on("pointercancel", () => (pressed = null));
    on("pointerleave", () => (page.selection.hovered.value = null));
    if (move)
      on("wheel", (event) => {
        // The wheel alone scrolls the page, as everywhere; a pinch on a touch pad comes as a wheel with Ctrl.
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        const shown = windows.peek();
        if (!shown) return;
        const box = element.getBoundingClientRect();
        const factor = 1.0015 ** -event.deltaY;
        move.value = [
          zoom(shown[0], LINEAR, (event.clientX - box.left) / box.width, factor),
          zoom(shown[1], LINEAR, 1 - (event.clientY - box.top) / box.height, factor),
        ];
      });
    return () => abort.abort();
  }, []);
}

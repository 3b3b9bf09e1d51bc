/** Hover, click, drag, wheel and two fingers on a picture of the nodes. One finger is the page's, which scrolls under it. */

import type { ReadonlySignal, Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { nearestPoint } from "../../../parts/drawing/points";
import { pan } from "../../../parts/latent/axis_scale";
import type { GraphPage } from "../page";
import { LINEAR, pinchOf, pinched, zoomedAt, type Pinch, type Place, type Windows } from "../pinch";

const NEAR = 8;
const CLICK = 4;

/** `windows`: moved and zoomed by the pointer; a computed one stays as it is. */
export function useNodePointer(
  page: GraphPage,
  canvas: { readonly current: HTMLCanvasElement | null },
  positions: ReadonlySignal<Float32Array | null>,
  windows: ReadonlySignal<Windows | null>,
  move?: Signal<Windows | null>,
): void {
  useEffect(() => {
    const element = canvas.current!;
    const abort = new AbortController();
    const on = <K extends keyof HTMLElementEventMap>(kind: K, handle: (event: HTMLElementEventMap[K]) => void) =>
      element.addEventListener(kind, handle, { signal: abort.signal, passive: false });
    /** Pressed, by pointer: where each is. */
    const down = new Map<number, Place>();
    let pressed: Place = [0, 0];
    /** Since the first was pressed: it is no click. */
    let dragged = false;
    let pinch: Pinch | null = null;
    /** Parts of the surface, up is up. */
    const at = ({ clientX, clientY }: { clientX: number; clientY: number }): Place => {
      const box = element.getBoundingClientRect();
      return [(clientX - box.left) / box.width, 1 - (clientY - box.top) / box.height];
    };
    const nodeAt = (event: MouseEvent, within: number): number | null => {
      const [points, shown] = [positions.peek(), windows.peek()];
      if (!points || !shown) return null;
      const box = element.getBoundingClientRect();
      const node = nearestPoint(points, shown[0], shown[1], box.width, box.height, event.clientX - box.left, event.clientY - box.top, within);
      return node < 0 ? null : node;
    };
    on("pointerdown", (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      down.set(event.pointerId, at(event));
      pressed = [event.clientX, event.clientY];
      dragged = down.size > 1;
      pinch = down.size > 1 ? pinchOf([...down.values()]) : null;
    });
    on("pointermove", (event) => {
      if (!down.has(event.pointerId)) {
        if (event.pointerType === "mouse") page.selection.hovered.value = nodeAt(event, NEAR);
        return;
      }
      down.set(event.pointerId, at(event));
      const shown = windows.peek();
      if (!shown || !move) return;
      if (down.size > 1) {
        const now = pinchOf([...down.values()]);
        if (pinch) move.value = pinched(shown, pinch, now);
        pinch = now;
        return;
      }
      const [dx, dy] = [event.clientX - pressed[0], event.clientY - pressed[1]];
      if (!dragged && Math.hypot(dx, dy) < CLICK) return;
      dragged = true;
      if (event.pointerType === "touch") return;
      pressed = [event.clientX, event.clientY];
      move.value = [pan(shown[0], LINEAR, -dx / element.clientWidth), pan(shown[1], LINEAR, dy / element.clientHeight)];
    });
    const lift = (event: PointerEvent) => {
      pinch = null;
      return down.delete(event.pointerId) && !down.size;
    };
    on("pointerup", (event) => {
      if (lift(event) && !dragged) page.selection.choose(nodeAt(event, event.pointerType === "mouse" ? NEAR : 3 * NEAR), event.shiftKey);
    });
    on("pointercancel", lift); // the page scrolls
    on("lostpointercapture", lift); // a menu of the browser's may take what follows
    on("pointerleave", () => (page.selection.hovered.value = null));
    if (!move) return () => abort.abort();
    // The browser would scroll by two fingers, too, and take them away from here.
    on("touchmove", (event) => event.touches.length > 1 && event.cancelable && event.preventDefault());
    on("wheel", (event) => {
      // The wheel alone scrolls the page, as everywhere; a pinch on a touch pad comes as a wheel with Ctrl.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const shown = windows.peek();
      if (shown) move.value = zoomedAt(shown, at(event), 1.0015 ** -event.deltaY);
    });
    return () => abort.abort();
  }, []);
}

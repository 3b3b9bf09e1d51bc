/** One of the two pictures: nodes as points, edges as lines, both in pixels; what is pointed at, above them. */

import { useComputed, useSignal, useSignalEffect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { PointCloud, nearestPoint } from "../../drawing/points";
import { drawSegments } from "../../drawing/segments";
import { pan, zoom, type AxisScale, type AxisWindow } from "../../latent/axis_scale";
import { fitWindows } from "../../latent/fit_windows";
import { oncePerFrame } from "../../runtime/latest";
import { edgeColour, nodeColours } from "../colouring";
import type { GraphPage } from "../page";
import { countAtLeast, hops } from "../reconstruction";

interface Props {
  page: GraphPage;
  id: string;
  title: string;
  hint: string;
  positions: ReadonlySignal<Float32Array | null>;
}

/** This share of the nodes may lie outside at first: a few far codes must not squeeze all others into a corner. */
const OUTSIDE = 0.006;
const LINEAR: AxisScale = { spacing: "linear", mean: 0, std: 1 };
const NEAR = 8;
const CLICK = 4;
/** More invented edges than this hide everything else: the likeliest are drawn, and the page says so. */
export const MOST_DRAWN = 20_000;
/** So few nodes have room to be drawn larger. */
const FEW = 200;
const CONTEXT = 0x50808080;

export function Picture({ page, id, title, hint, positions }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const side = useSignal(0);
  const windows = useSignal<[AxisWindow, AxisWindow] | null>(null);
  const bundle = page.bundle.value;
  useSignalEffect(() => {
    // A new model is a new picture; a new draw of the same is not.
    void [page.picture.value, page.model.value.graphUrl];
    const points = positions.peek();
    windows.value = points && fitWindows(points, OUTSIDE);
  });
  useEffect(() => {
    const observer = new ResizeObserver(() => (side.value = canvas.current?.clientWidth ?? 0));
    observer.observe(canvas.current!);
    return () => observer.disconnect();
  }, []);
  const colours = useComputed(() => page.bundle.value && nodeColours(page.bundle.value, page.colour.value));
  const dimmed = useComputed(() => dimmedNodes(page));
  const painter = useMemo(() => {
    let image: ImageData | null = null;
    return oncePerFrame(() => {
      const element = canvas.current;
      const [points, shown, colour, logits, data] = [positions.peek(), windows.peek(), colours.peek(), page.logits.peek(), page.bundle.peek()];
      if (!element || !points || !shown || !colour || !logits || !data || !side.peek()) return;
      const pixels = Math.round(side.peek() * Math.min(devicePixelRatio, 2));
      if (element.width !== pixels) element.width = element.height = pixels;
      if (image?.width !== pixels) image = new ImageData(pixels, pixels);
      const words = new Uint32Array(image.data.buffer);
      const threshold = page.counts.peek()!.logit;
      const [x, y] = shown;
      const kinds = page.show.peek();
      const focus = page.hovered.peek() ?? page.chosen.peek()[0] ?? null;
      const touches = (pairs: Int32Array, line: number) => focus === null || pairs[2 * line] === focus || pairs[2 * line + 1] === focus;
      const alpha = focus === null ? 95 : 255;
      words.fill(0);
      const draw = (pairs: Int32Array, to: number, kind: "found" | "invented" | "missed", keep: (line: number) => boolean) =>
        drawSegments(words, pixels, pixels, x, y, points, pairs, 0, to, edgeColour(kind, alpha), (line) => keep(line) && touches(pairs, line));
      if (kinds.includes("invented")) {
        const reached = page.draw.peek() ? logits.candidates.length : countAtLeast(logits.candidates, threshold);
        draw(data.candidates, Math.min(MOST_DRAWN, reached), "invented", (line) => logits.candidates[line]! >= threshold);
      }
      const count = logits.edges.length;
      if (kinds.includes("missed")) draw(data.edges, count, "missed", (line) => logits.edges[line]! < threshold);
      if (kinds.includes("found")) draw(data.edges, count, "found", (line) => logits.edges[line]! >= threshold);
      new PointCloud(points).draw(words, pixels, pixels, x, y, colour, Math.max(1.5, pixels / (data.numNodes < FEW ? 100 : 230)), dimmed.peek() ?? undefined, CONTEXT);
      element.getContext("2d")!.putImageData(image, 0, 0);
      element.dataset["painted"] = String(Number(element.dataset["painted"] ?? 0) + 1);
    });
  }, []);
  useSignalEffect(() => {
    void [positions.value, windows.value, colours.value, dimmed.value, page.logits.value, page.counts.value];
    void [page.show.value, page.hovered.value, page.chosen.value, side.value];
    painter.request();
  });
  usePointer(page, canvas, positions, windows);
  return (
    <figure class="picture">
      <figcaption>
        <strong>{title}</strong> <span class="hint">{hint}</span>
      </figcaption>
      <div class="map-surface">
        <canvas ref={canvas} class="map-layer graph-canvas" data-testid={id} role="img" aria-label={`${title}: ${bundle?.numNodes ?? 0} nodes`} />
        <Labels page={page} positions={positions} windows={windows} side={side} />
      </div>
    </figure>
  );
}

/** Everything further than two steps from the node in question steps back. */
function dimmedNodes(page: GraphPage): Uint8Array | null {
  const bundle = page.bundle.value;
  const focus = page.hovered.value ?? page.chosen.value[0] ?? null;
  if (!bundle || focus === null) return null;
  const { one, two } = hops(bundle, focus);
  const dimmed = new Uint8Array(bundle.numNodes).fill(1);
  for (const node of [focus, ...one, ...two, ...page.chosen.value]) dimmed[node] = 0;
  return dimmed;
}

interface LabelProps {
  page: GraphPage;
  positions: ReadonlySignal<Float32Array | null>;
  windows: ReadonlySignal<[AxisWindow, AxisWindow] | null>;
  side: ReadonlySignal<number>;
}

/** Rings around the hovered and the chosen nodes, with their names. */
function Labels({ page, positions, windows, side }: LabelProps) {
  const [points, shown, size] = [positions.value, windows.value, side.value];
  if (!points || !shown || !size) return null;
  const hovered = page.hovered.value;
  const nodes = [...page.chosen.value, ...(hovered !== null && !page.chosen.value.includes(hovered) ? [hovered] : [])];
  return (
    <svg class="map-layer marks" viewBox={`0 0 ${size} ${size}`} aria-hidden="true">
      {nodes.map((node) => {
        const x = ((points[2 * node]! - shown[0].low) / (shown[0].high - shown[0].low)) * size;
        const y = (1 - (points[2 * node + 1]! - shown[1].low) / (shown[1].high - shown[1].low)) * size;
        const right = x < size * 0.6;
        return (
          <g key={node} class="node-mark" data-testid={`node-mark-${node}`}>
            <circle cx={x} cy={y} r="7" />
            <text x={right ? x + 11 : x - 11} y={y} dy="0.35em" text-anchor={right ? "start" : "end"}>
              {page.nameOf(node)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** Hover, click, drag, wheel. */
function usePointer(
  page: GraphPage,
  canvas: { current: HTMLCanvasElement | null },
  positions: ReadonlySignal<Float32Array | null>,
  windows: { value: [AxisWindow, AxisWindow] | null; peek(): [AxisWindow, AxisWindow] | null },
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
      if (!pressed || !shown) {
        if (event.pointerType === "mouse") page.hovered.value = nodeAt(event, NEAR);
        return;
      }
      const [dx, dy] = [event.clientX - pressed.x, event.clientY - pressed.y];
      if (!dragged && Math.hypot(dx, dy) < CLICK) return;
      dragged = true;
      pressed = { x: event.clientX, y: event.clientY };
      windows.value = [pan(shown[0], LINEAR, -dx / element.clientWidth), pan(shown[1], LINEAR, dy / element.clientHeight)];
    });
    on("pointerup", (event) => {
      if (pressed && !dragged) page.choose(nodeAt(event, event.pointerType === "mouse" ? NEAR : 3 * NEAR), event.shiftKey);
      pressed = null;
    });
    on("pointercancel", () => (pressed = null));
    on("pointerleave", () => (page.hovered.value = null));
    on("wheel", (event) => {
      event.preventDefault();
      const shown = windows.peek();
      if (!shown) return;
      const box = element.getBoundingClientRect();
      const factor = 1.0015 ** -event.deltaY;
      windows.value = [
        zoom(shown[0], LINEAR, (event.clientX - box.left) / box.width, factor),
        zoom(shown[1], LINEAR, 1 - (event.clientY - box.top) / box.height, factor),
      ];
    });
    return () => abort.abort();
  }, []);
}

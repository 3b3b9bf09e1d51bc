/** One of the two pictures: nodes as points, edges as lines, both in pixels; what is pointed at, above them. */

import { useComputed, useSignal, useSignalEffect, type ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { zoom, type AxisWindow } from "../../../parts/latent/axis_scale";
import { fitWindows, windowsAround } from "../../../parts/latent/fit_windows";
import { oncePerFrame } from "../../../parts/runtime/latest";
import { useWidth } from "../../../parts/widgets/use_width";
import { groundOf, onNewGround } from "../ground";
import type { GraphPage } from "../page";
import { Painting, type Scene } from "../painting";
import { LINEAR } from "../pinch";
import { hops } from "../reconstruction";
import { NodeMarks, placeOf } from "./node_marks";
import { useNodePointer } from "./node_pointer";

interface Props {
  page: GraphPage;
  id: string;
  title: string;
  hint: string;
  positions: ReadonlySignal<Float32Array | null>;
  /** Whatever makes another picture of it, which is then shown whole; other positions in the same do not. */
  kind: ReadonlySignal<unknown>;
  /** Above it. */
  children?: ComponentChildren;
}

/** This share of the nodes may lie outside at first: a few far codes must not squeeze all others into a corner. */
const OUTSIDE = 0.006;
/** A node nearer than this to the border, or beyond it, is brought to the middle when it is chosen. */
const MARGIN = 0.03;

export function Picture({ page, id, title, hint, positions, kind, children }: Props) {
  const [canvas, side] = useWidth<HTMLCanvasElement>();
  const windows = useSignal<[AxisWindow, AxisWindow] | null>(null);
  const fitted = useRef<unknown>(undefined);
  useSignalEffect(() => {
    const node = page.selection.chosen.value.at(-1);
    const now = kind.value;
    const points = positions.peek();
    let shown = windows.peek();
    if (!points) return;
    if (!shown || now !== fitted.current) shown = fitWindows(points, OUTSIDE);
    fitted.current = now;
    windows.value = node === undefined ? shown : withNode(points, node, shown);
  });
  const looked = useRef(page.looked.peek());
  useSignalEffect(() => {
    const asked = page.looked.value;
    const points = positions.peek();
    if (asked === looked.current || !points) return; // before anybody asks, what is chosen is in view
    looked.current = asked;
    const { nodes } = asked;
    windows.value = nodes ? fitWindows(Float32Array.from(nodes.flatMap((node) => [points[2 * node]!, points[2 * node + 1]!]))) : fitWindows(points, OUTSIDE);
  });
  const { colours } = page;
  const dimmed = useComputed(() => dimmedNodes(page));
  const sceneOf = (): Scene | null => {
    const [bundle, points, shown, packed, logits] = [page.bundle.peek(), positions.peek(), windows.peek(), colours.peek(), page.places.logits.peek()];
    if (!canvas.current || !bundle || !points || !shown || !packed || !logits) return null;
    return {
      bundle,
      positions: points,
      windows: shown,
      colours: packed,
      dimmed: dimmed.peek(),
      logits,
      focus: focusOf(page),
      parts: page.edges.parts.peek(),
      kinds: page.edges.kinds.peek(),
      threshold: page.threshold.counts.peek()!.logit,
      ground: groundOf(canvas.current),
    };
  };
  const painter = useMemo(() => {
    let painting: Painting | null = null;
    return oncePerFrame(() => {
      const element = canvas.current;
      const scene = sceneOf();
      if (!element || !scene || !side.peek()) return;
      const scale = Math.min(devicePixelRatio, 2);
      const pixels = Math.round(side.peek() * scale);
      if (painting?.side !== pixels) painting = new Painting(pixels, scale);
      painting.paint(element, scene);
      element.dataset["painted"] = String(Number(element.dataset["painted"] ?? 0) + 1);
    });
  }, []);
  useEffect(() => {
    page.scenes.set(id, sceneOf);
    return () => void page.scenes.delete(id);
  }, []);
  useSignalEffect(() => {
    void [positions.value, windows.value, colours.value, dimmed.value, page.places.logits.value, page.threshold.counts.value];
    void [page.edges.kinds.value, page.edges.parts.value, page.selection.hovered.value, page.selection.chosen.value, side.value];
    painter.request();
  });
  useEffect(() => onNewGround(canvas.current!, () => painter.request()), []);
  useNodePointer(page, canvas, positions, windows, windows);
  const zoomed = (factor: number) => {
    const shown = windows.peek();
    if (shown) windows.value = [zoom(shown[0], LINEAR, 0.5, factor), zoom(shown[1], LINEAR, 0.5, factor)];
  };
  return (
    <figure class="picture">
      <figcaption>
        <strong>{title}</strong> <span class="hint">{hint}</span>
      </figcaption>
      <div class="map-surface">
        <canvas ref={canvas} class="map-layer graph-canvas" data-testid={id} role="img" aria-label={`${title}: ${page.bundle.value?.numNodes ?? 0} nodes`} />
        <NodeMarks page={page} positions={positions} windows={windows} width={side.value} height={side.value} />
        {children}
        <div class="picture-tools" role="group" aria-label={`Zoom: ${title}`}>
          <button type="button" class="button" data-testid={`${id}-in`} aria-label="Closer" title="Closer (also Ctrl and the wheel)" onClick={() => zoomed(1.5)}>
            +
          </button>
          <button type="button" class="button" data-testid={`${id}-out`} aria-label="Further" title="Further" onClick={() => zoomed(1 / 1.5)}>
            −
          </button>
          <button type="button" class="button" data-testid={`${id}-fit`} title="Show all nodes, in both pictures" onClick={() => page.lookAt(null)}>
            all
          </button>
        </div>
      </div>
    </figure>
  );
}

function focusOf(page: GraphPage): number | null {
  return page.selection.hovered.peek() ?? page.selection.chosen.peek()[0] ?? null;
}

/** Everything further than two steps from the node in question steps back. */
function dimmedNodes(page: GraphPage): Uint8Array | null {
  const bundle = page.bundle.value;
  const focus = page.selection.hovered.value ?? page.selection.chosen.value[0] ?? null;
  if (!bundle || focus === null) return null;
  const { one, two } = hops(bundle, focus);
  const dimmed = new Uint8Array(bundle.numNodes).fill(1);
  for (const node of [focus, ...one, ...two, ...page.selection.chosen.value]) dimmed[node] = 0;
  return dimmed;
}

/** The same windows if the node is seen in them. */
function withNode(points: Float32Array, node: number, shown: [AxisWindow, AxisWindow]): [AxisWindow, AxisWindow] {
  const place = placeOf(points, node, shown);
  if (place.every((at) => at > MARGIN && at < 1 - MARGIN)) return shown;
  return windowsAround(points, node, shown);
}

/** Rings around the hovered and the chosen nodes, with their names. */

import type { ReadonlySignal } from "@preact/signals";
import type { AxisWindow } from "../../../parts/latent/axis_scale";
import type { GraphPage } from "../page";

interface Props {
  page: GraphPage;
  positions: ReadonlySignal<Float32Array | null>;
  windows: ReadonlySignal<[AxisWindow, AxisWindow] | null>;
  /** In CSS pixels. */
  width: number;
  height: number;
}

export function NodeMarks({ page, positions, windows, width, height }: Props) {
  const [points, shown] = [positions.value, windows.value];
  if (!points || !shown || !width) return null;
  return (
    <svg class="map-layer marks" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {markedNodes(page).map((node) => {
        const [across, up] = placeOf(points, node, shown);
        const [x, y] = [across * width, (1 - up) * height];
        const right = across < 0.6;
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

export function markedNodes(page: GraphPage): number[] {
  const [hovered, chosen] = [page.hovered.value, page.chosen.value];
  return hovered === null || chosen.includes(hovered) ? chosen : [...chosen, hovered];
}

/** 0 … 1 from left to right and from bottom to top of the windows. */
export function placeOf(points: Float32Array, node: number, [x, y]: [AxisWindow, AxisWindow]): [number, number] {
  return [(points[2 * node]! - x.low) / (x.high - x.low), (points[2 * node + 1]! - y.low) / (y.high - y.low)];
}

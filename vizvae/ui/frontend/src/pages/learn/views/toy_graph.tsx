/** Five nodes in a ring; a click on the line between two of them links or parts them, one on a node chooses it. */

import type { Control } from "../controls";
import { NODES, PAIRS } from "../maths/graph_vae";

const RADIUS = 88;
const place = (i: number) => {
  const angle = (2 * Math.PI * i) / NODES.length - Math.PI / 2;
  return [RADIUS * Math.cos(angle), RADIUS * Math.sin(angle)] as const;
};

export function ToyGraph<V extends string>({ edges, node }: { edges: Control<number>; node: Control<V> }) {
  const bits = edges.value.value;
  return (
    <svg class="toy-graph" viewBox="-120 -112 240 208" role="group" aria-label="The graph" data-testid="toy-graph">
      {PAIRS.map(([i, j], pair) => {
        const [[x1, y1], [x2, y2]] = [place(i), place(j)];
        const isEdge = Boolean((bits >> pair) & 1);
        const toggle = () => edges.shown.value && edges.set(edges.value.peek() ^ (1 << pair));
        return (
          <g
            key={pair}
            class={isEdge ? "pair is-edge" : "pair"}
            role="button"
            tabindex={edges.shown.value ? 0 : -1}
            aria-pressed={isEdge}
            aria-label={`${NODES[i]} and ${NODES[j]} are linked`}
            data-testid={`pair-${NODES[i]}${NODES[j]}`}
            onClick={toggle}
            onKeyDown={(event) => {
              if (event.key !== "Enter" && event.key !== " ") return;
              event.preventDefault();
              toggle();
            }}
          >
            <line x1={x1} y1={y1} x2={x2} y2={y2} class="reach" />
            <line x1={x1} y1={y1} x2={x2} y2={y2} />
          </g>
        );
      })}
      {NODES.map((name, i) => {
        const [x, y] = place(i);
        const key = name.toLowerCase() as V;
        return (
          <g key={name} class={node.value.value === key ? "chosen" : undefined} onClick={() => node.shown.value && node.set(key)}>
            <circle cx={x} cy={y} r="15" />
            <text x={x} y={y + 5}>
              {name}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** What is around a node, as a file. */

import { useSignal } from "@preact/signals";
import { save } from "../../../parts/drawing/save";
import { Icon } from "../../../parts/widgets/icons";
import { fileName } from "../export";
import type { GraphPage } from "../page";
import { subgraphGexf, subgraphOf, subgraphSvg, svgAsPng, type Look } from "../subgraph";

const KINDS = ["png", "svg", "gexf"] as const;

export function Surroundings({ page, node }: { page: GraphPage; node: number }) {
  const steps = useSignal(1);
  const take = async (kind: (typeof KINDS)[number]) => {
    const [bundle, logits, counts, colours] = [page.bundle.peek()!, page.places.logits.peek(), page.threshold.counts.peek(), page.colours.peek()];
    if (!logits || !counts || !colours) return;
    const found = subgraphOf(bundle, logits, counts.logit, node, steps.peek());
    const look: Look = { title: `${page.model.peek().title}${page.leaked.peek() ? ", its encoder shown all edges" : ""}`, positions: bundle.layout, colours, legend: page.legend(), groupOf: (of) => page.groupNameOf(of) };
    const file = fileName(page.model.peek().name, page.leaked.peek(), `around-${node}.${kind}`);
    if (kind === "gexf") return save(new Blob([subgraphGexf(bundle, found, look)], { type: "application/gexf+xml" }), file);
    const svg = subgraphSvg(bundle, found, look);
    if (kind === "svg") return save(new Blob([svg], { type: "image/svg+xml" }), file);
    try {
      save(await svgAsPng(svg), file);
    } catch {
      page.messages.error("The browser could not turn the drawing into a PNG: take the SVG.");
    }
  };
  return (
    <div class="button-row" role="group" aria-label="What is around it, as a file">
      <label class="choice">
        <span>Around it</span>{" "}
        <select data-testid="around-steps" value={String(steps.value)} onChange={(event) => (steps.value = Number(event.currentTarget.value))}>
          <option value="1">one edge away</option>
          <option value="2">two edges away</option>
        </select>
      </label>
      {KINDS.map((kind) => (
        <button key={kind} type="button" class="button" data-testid={`around-${kind}`} onClick={() => void take(kind)}>
          <Icon name={kind === "png" ? "image" : "download"} /> {kind.toUpperCase()}
        </button>
      ))}
    </div>
  );
}

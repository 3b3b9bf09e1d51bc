/** What is known of the node under the pointer, or of the chosen one: in a place of its own, so that it covers nothing. */

import { counted, formatSignificant, percent } from "../../../parts/latent/numbers";
import { PARTS, commonNeighbours, edgeBetween, pathsOfThree, sharedWords, type Bundle } from "../bundle";
import { degreeByPart, uncertaintyRank } from "../node_facts";
import type { GraphPage } from "../page";

export function NodeFactsLine({ page }: { page: GraphPage }) {
  const bundle = page.bundle.value;
  const [first, second] = page.selection.chosen.value;
  const node = page.selection.hovered.value ?? second ?? first;
  if (!bundle || node === undefined) return <p class="node-facts hint">Point at a node to see what it is. Click to choose it, Shift-click a second one for the pair.</p>;
  const facts = [page.classOf(node), edgesOf(bundle, node), uncertaintyOf(bundle, node), first !== undefined && first !== node ? sharedWith(page, bundle, first, node) : null];
  return (
    <p class="node-facts" data-testid="node-facts">
      <strong>{page.nameOf(node)}</strong>
      {facts.filter(Boolean).map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </p>
  );
}

function edgesOf(bundle: Bundle, node: number): string {
  const degrees = degreeByPart(bundle, node);
  const total = PARTS.reduce((sum, part) => sum + degrees[part], 0);
  const parts = PARTS.filter((part) => degrees[part]).map((part) => `${degrees[part]} ${part}`);
  return `${counted(total, "edge")}${total ? ` (${parts.join(", ")})` : ""}`;
}

function uncertaintyOf(bundle: Bundle, node: number): string | null {
  const sigma = bundle.uncertainty?.sigma;
  const rank = uncertaintyRank(bundle, node);
  if (!sigma || !rank) return null;
  return `the model is surer of it than of ${percent(Math.floor((100 * (rank - 1)) / bundle.numNodes))} of the nodes (mean σ ${formatSignificant(sigma[node]!, 2)}; smaller is surer)`;
}

function sharedWith(page: GraphPage, bundle: Bundle, chosen: number, node: number): string {
  const words = sharedWords(bundle, chosen, node);
  const shared = [...(words === null ? [] : [counted(words, "word")]), bundle.kinds ? `${counted(pathsOfThree(bundle, chosen, node), "way")} of three edges` : counted(commonNeighbours(bundle, chosen, node), "neighbour")];
  const edge = edgeBetween(bundle, chosen, node);
  return `in common with ${page.nameOf(chosen)}: ${shared.join(", ")}; ${edge < 0 ? "no edge between them" : `${PARTS[bundle.edgePart[edge]!]!} edge`}`;
}

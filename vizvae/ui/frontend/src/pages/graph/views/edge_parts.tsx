/** Which parts of the split are drawn, how each is told apart, and how much of each is found. */

import { formatCount } from "../../../parts/latent/numbers";
import { PARTS } from "../bundle";
import type { EdgePart } from "../contract";
import type { GraphPage } from "../page";
import { DASHES } from "../painting";

const TITLES: Record<EdgePart, string> = {
  training: "Edges that the encoder saw: solid lines",
  validation: "Held out, used to choose between models: dashed lines",
  test: "Held out until the end, to judge the model by: dotted lines",
};
const SWATCH = 26;

export function EdgeParts({ page }: { page: GraphPage }) {
  const { found } = page.bundle.value!;
  const at = PARTS.length * page.threshold.index.value;
  const all = found.length - PARTS.length; // the last threshold lies below every edge
  return (
    <div class="kinds" role="group" aria-label="Parts of the split that are drawn">
      {PARTS.map((part, i) => (
        <button key={part} type="button" class="kind" data-testid={`part-${part}`} title={TITLES[part]} aria-pressed={page.edges.parts.value.includes(part)} onClick={() => page.edges.togglePart(part)}>
          <svg class="dash" viewBox={`0 0 ${SWATCH} 4`} aria-hidden="true">
            <line x2={SWATCH} y1="2" y2="2" stroke-dasharray={`${DASHES[part].on} ${DASHES[part].off}`} />
          </svg>
          {part}
          <small>
            <b data-testid={`found-${part}`}>{formatCount(found[at + i]!)}</b> of {formatCount(found[all + i]!)} found
          </small>
        </button>
      ))}
    </div>
  );
}

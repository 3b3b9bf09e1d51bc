/** The chosen node, or an example, beside the pictures: who it is, what one can do with it, whom the model ties to it first. */

import { counted } from "../../../parts/latent/numbers";
import { neighboursOf } from "../bundle";
import type { GraphPage } from "../page";
import { sigmoid } from "../reconstruction";
import { verdict } from "./predicted";

const SHOWN = 4;

export function NodeCard({ page }: { page: GraphPage }) {
  const bundle = page.bundle.value;
  const [chosen] = page.selection.chosen.value;
  const node = page.ties.node.value;
  if (!bundle || node === null) return null;
  return (
    <section class="node-card" data-testid="node-card" aria-label="The chosen node">
      <div class="node-head">
        <h3>{chosen === undefined ? `A node, for example ${page.nameOf(node)}` : page.nameOf(node)}</h3>
        {chosen !== undefined && (
          <button type="button" class="button" data-testid="forget" onClick={() => page.selection.choose(null)}>
            Clear
          </button>
        )}
      </div>
      <p>{[page.classOf(node), counted(neighboursOf(bundle, node).length, "neighbour")].filter(Boolean).join(", ")}.</p>
      {chosen === undefined && <p class="hint">The one with the most edges that the encoder was not shown. Click any other in either picture, or find it by name.</p>}
      <div class="button-row">
        {chosen === undefined && (
          <button type="button" class="button" data-testid="choose-example" onClick={() => page.selection.choose(node)}>
            Mark it
          </button>
        )}
        <button type="button" class="button" data-testid="look-at" title="And its neighbours" onClick={() => page.lookAt(node)}>
          Zoom to it
        </button>
        {chosen !== undefined && (
          <button type="button" class="button" data-testid="pair-with" aria-pressed={page.selection.pairing.value} title="Or Shift-click it" onClick={() => (page.selection.pairing.value = !page.selection.pairing.peek())}>
            {page.selection.pairing.value ? "Now click or find the other one" : "Pair it with another"}
          </button>
        )}
      </div>
      <First page={page} />
    </section>
  );
}

function First({ page }: { page: GraphPage }) {
  const first = page.ties.first.value;
  const counts = page.threshold.counts.value;
  if (!first || !counts) return null; // what is missing, and why, stands in the panel
  return (
    <>
      <h4>The model ties it first to</h4>
      <ol class="predicted-first" data-testid="predicted-first">
        {first.slice(0, SHOWN).map((neighbour) => (
          <li
            key={neighbour.node}
            onPointerEnter={(event) => event.pointerType === "mouse" && (page.selection.hovered.value = neighbour.node)}
            onPointerLeave={() => (page.selection.hovered.value = null)}
          >
            <button type="button" class="link" onClick={() => page.selection.choose(neighbour.node)}>
              {page.nameOf(neighbour.node)}
            </button>{" "}
            <span class="hint">
              {sigmoid(neighbour.logit).toFixed(4)}, {verdict(page, neighbour, counts.logit)}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

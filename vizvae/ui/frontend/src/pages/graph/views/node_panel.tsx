/** All that is known of a chosen node, and of a pair; the short of it stands in the node card beside the pictures. */

import { Explained } from "../../../parts/widgets/explained";
import { counted, formatCount, formatLatent, latentName } from "../../../parts/latent/numbers";
import { edgeBetween, neighboursOf, sharedWords } from "../bundle";
import type { GraphPage } from "../page";
import { contributions, sigmoid, type Neighbour } from "../reconstruction";
import { Surroundings } from "./surroundings";
import { truthOf, verdict } from "./predicted";

/** Of the real neighbours that come later in the model's list. */
const SHOWN = 12;

export function NodePanel({ page }: { page: GraphPage }) {
  const bundle = page.bundle.value;
  const [, second] = page.selection.chosen.value;
  const first = page.ties.node.value;
  if (!bundle || first === null) return null;
  return (
    <section class="node-panel" data-testid="node-panel">
      <h3>More of {page.nameOf(first)}</h3>
      <Surroundings page={page} node={first} />
      {second === undefined ? (
        <>
          <Posterior page={page} node={first} />
          <Neighbours page={page} node={first} />
        </>
      ) : (
        <Pair page={page} a={first} b={second} />
      )}
    </section>
  );
}

/** Bars shown of codes with more latents. */
const MOST_BARS = 16;

/** Which of the values are largest in size, in their own order. */
function largestFew(values: ArrayLike<number>): number[] {
  return Array.from(values, (value, k) => ({ k, size: Math.abs(value) }))
    .sort((a, b) => b.size - a.size)
    .slice(0, MOST_BARS)
    .map(({ k }) => k)
    .sort((a, b) => a - b);
}

/** Mean and standard deviation of each latent, on one scale, beside the prior's. */
function Posterior({ page, node }: { page: GraphPage; node: number }) {
  const { mu, logvar, latentDim } = page.bundle.value!;
  const reach = Math.max(3, ...Array.from({ length: latentDim }, (_, k) => Math.abs(mu[node * latentDim + k]!))) * 1.1;
  const at = (value: number) => 50 + (50 * value) / reach;
  return (
    <div class="posterior-bars" data-testid="node-posterior">
      <h4>Where it lies in the latent space {logvar ? <Explained text="(mean ± σ)" /> : "(a deterministic code: no uncertainty)"}
        {latentDim > MOST_BARS && `, the ${MOST_BARS} latents furthest from 0 of ${latentDim}`}</h4>
      {largestFew(mu.subarray(node * latentDim, (node + 1) * latentDim)).map((k) => {
        const mean = mu[node * latentDim + k]!;
        const std = logvar ? Math.exp(logvar[node * latentDim + k]! / 2) : 0;
        const left = Math.max(0, at(mean - std));
        return (
          <div key={k} class="posterior-bar" title={`${latentName(k)}: ${formatLatent(mean)}${logvar ? ` ± ${std.toFixed(2)}` : ""}`}>
            <span>{latentName(k)}</span>
            <div>
              <i class="posterior-range" style={{ left: `${left}%`, width: `${Math.min(100, at(mean + std)) - left}%` }} />
              <i class="posterior-mid" style={{ left: `${at(mean)}%` }} />
            </div>
            <output>{formatLatent(mean)}</output>
          </div>
        );
      })}
    </div>
  );
}

function Neighbours({ page, node }: { page: GraphPage; node: number }) {
  const { logits: { value: logits }, first: { value: found } } = page.ties;
  if (!found && page.model.value.neighboursUrl === null)
    return <p class="hint">Which neighbours this model predicts first is for its network to say, which takes a server, and there is none here.</p>;
  if (!logits || !found) return <p class="hint">Asking the model …</p>;
  const threshold = page.threshold.counts.value!.logit;
  return (
    <div>
      <h4>The neighbours the model predicts first</h4>
      <table class="neighbours" data-testid="neighbours">
        <thead>
          <tr>
            <th>node</th>
            <th title="Of the edge, by the decoder">probability</th>
            <th>in truth</th>
            <th title="Why the model may think so: words that both have, neighbours that both have; of nodes of two kinds, which share none, how many ways of three edges lead from one to the other">in common</th>
          </tr>
        </thead>
        <tbody>
          {found.map((neighbour) => (
            <tr
              key={neighbour.node}
              onPointerEnter={(event) => event.pointerType === "mouse" && (page.selection.hovered.value = neighbour.node)}
              onPointerLeave={() => (page.selection.hovered.value = null)}
            >
              <td>
                <button type="button" class="link" onClick={() => page.selection.choose(neighbour.node)}>
                  {page.nameOf(neighbour.node)}
                </button>
                {page.classOf(neighbour.node) && <small>{page.classOf(neighbour.node)}</small>}
              </td>
              <td>{sigmoid(neighbour.logit).toFixed(4)}</td>
              <td data-truth={neighbour.edge >= 0 || neighbour.logit < threshold}>{verdict(page, neighbour, threshold)}</td>
              <td>{inCommon(neighbour)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <FurtherDown page={page} node={node} logits={logits} listed={found} />
    </div>
  );
}

/** The real neighbours that are not among the first. */
function FurtherDown({ page, node, logits, listed }: { page: GraphPage; node: number; logits: Float32Array; listed: Neighbour[] }) {
  const bundle = page.bundle.value!;
  const isReal = (other: number) => edgeBetween(bundle, node, other) >= 0; // of directed edges, those that go from the node
  const rest = Array.from(neighboursOf(bundle, node)).filter((other) => isReal(other) && !listed.some((one) => one.node === other));
  if (!rest.length) return null;
  const rankOf = (other: number) => logits.reduce((rank, logit, i) => rank + (i !== node && logit > logits[other]! ? 1 : 0), 1);
  const ranked = rest.map((other) => ({ other, rank: rankOf(other) })).sort((a, b) => a.rank - b.rank);
  return (
    <p class="hint" data-testid="further-down">
      Its other real neighbours come later in the model's list:{" "}
      {ranked.slice(0, SHOWN).map(({ other, rank }, i) => (
        <span key={other}>
          {i > 0 && ", "}
          <button type="button" class="link" onClick={() => page.selection.choose(other)}>
            {page.nameOf(other)}
          </button>{" "}
          (place {formatCount(rank)})
        </span>
      ))}
      {ranked.length > SHOWN && ` and ${ranked.length - SHOWN} more`}.
    </p>
  );
}

function inCommon({ sharedWords, commonNeighbours, paths }: Pick<Neighbour, "sharedWords" | "commonNeighbours" | "paths">): string {
  const neighbours = paths === null ? counted(commonNeighbours, "neighbour") : `${counted(paths, "way")} of three edges`;
  return sharedWords === null ? neighbours : `${counted(sharedWords, "word")}, ${neighbours}`;
}

/** A pair's logit is a sum over the latents: which of them ties the two. */
function Pair({ page, a, b }: { page: GraphPage; a: number; b: number }) {
  const bundle = page.bundle.value!;
  const z = page.places.z.value!;
  const parts = contributions(z, bundle.latentDim, a, b);
  const logit = parts.reduce((sum, value) => sum + value, 0);
  const largest = Math.max(...parts.map(Math.abs), 1e-9);
  const words = sharedWords(bundle, a, b);
  const edge = edgeBetween(bundle, a, b);
  return (
    <div data-testid="pair">
      <p>
        with <strong>{page.nameOf(b)}</strong>{page.classOf(b) && ` (${page.classOf(b)})`}: {edge < 0 ? "no edge in truth" : truthOf(page, edge)}
        {words === null ? "" : `, ${counted(words, "word")} in common`}.
      </p>
      {page.model.value.decoder === "inner_product" && (
        <>
          <h4>
            Logit {formatLatent(logit)}, probability {sigmoid(logit).toFixed(4)}: the sum over the latents of the product of the two codes
          </h4>
          {largestFew(parts).map((k) => ({ k, value: parts[k]! })).map(({ k, value }) => (
            <div key={k} class="posterior-bar">
              <span>{latentName(k)}</span>
              <div>
                <i
                  class="part-bar"
                  data-negative={value < 0}
                  style={value < 0 ? { right: "50%", width: `${(50 * -value) / largest}%` } : { left: "50%", width: `${(50 * value) / largest}%` }}
                />
              </div>
              <output>{formatLatent(value)}</output>
            </div>
          ))}
        </>
      )}
    </div>
  );
}

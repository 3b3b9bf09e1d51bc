/** A graph convolution and an inner-product decoder on five nodes, every number of them on the screen. */

import { formatDecimal } from "../../../parts/latent/numbers";
import type { Control } from "../controls";
import { useHidden } from "../frame";
import { degrees, edgesOf, NODES, PAIRS, sigmoid, TOY, workOut, type Worked } from "../maths/graph_vae";
import { KIPF_GCN, KIPF_VGAE } from "../papers";
import type { StepProps } from "../step";
import { Choose } from "../views/choose";
import { Code } from "../views/code";
import { ControlButton } from "../views/control_button";
import { Formula } from "../views/formula";
import { OpenIn, References } from "../views/further";
import { NodeMatrix } from "../views/node_matrix";
import { Question } from "../views/question";
import { Slider } from "../views/slider";
import { Sum } from "../views/sum";
import { ToyGraph } from "../views/toy_graph";

const PROPAGATION = (
  <>
    D<sup>−½</sup> (A + I) D<sup>−½</sup>
  </>
);
const shown = (value: number) => formatDecimal(value, 2);

export function Graphs({ data, controls }: StepProps<"graphs">) {
  const { edges, node, threshold, xa, ya, xb, yb, xc, yc, xd, yd, xe, ye } = controls;
  const sliders: readonly (readonly [Control<number>, Control<number>])[] = [
    [xa, ya],
    [xb, yb],
    [xc, yc],
    [xd, yd],
    [xe, ye],
  ];
  const chosen = ["a", "b", "c", "d", "e"].indexOf(node.value.value);
  const features = sliders.map((pair) => pair.map(({ value }) => value.value));
  const worked = workOut(edgesOf(edges.value.value), features);
  const reset = () => {
    edges.set(edges.spec.start);
    for (const slider of sliders.flat()) slider.set(slider.spec.start);
  };
  return (
    <>
      <p>
        In a graph the data are not single images but nodes with links. Each node has a few numbers of its own, its features: here two. The encoder of a variational graph autoencoder is built
        from one operation: let every node take a weighted mean of itself and its neighbours. The decoder then asks of every two nodes whether they should be linked.
      </p>
      <Formula
        label="mu equals D to the minus one half times A plus I times D to the minus one half, times X times W"
        parts={[
          { tex: "\\mu", says: "μ, where the nodes' codes lie: a row of two latents for each of the five nodes. log σ² comes the same way, with weights of its own." },
          { tex: "=" },
          { tex: "D^{-\\frac12}", says: "D, the degrees: how many neighbours a node has, itself included. Divided by their roots, so that a node with many neighbours does not drown the others." },
          { tex: "(A+I)", says: "A, the adjacency: 1 where two nodes are linked, 5 × 5. I adds each node to its own neighbours, so that it does not forget itself." },
          { tex: "D^{-\\frac12}", says: "D again, from the other side: each link is divided by the roots of both its ends' degrees." },
          { tex: "X", says: "X, the features: five rows of two numbers." },
          { tex: "W", says: `W, the weights, which training finds: 2 × 2. Here fixed: first row ${TOY.weight[0]!.map(shown).join(" and ")}, second ${TOY.weight[1]!.map(shown).join(" and ")}.` },
        ]}
      />
      <div class="picture">
        <div class="learn-parts">
          <ToyGraph edges={edges} node={node} />
          <div>
            <Choose of={node} />
            <Slider of={sliders[chosen]![0]} hint="moves all nodes that it is linked to" />
            <Slider of={sliders[chosen]![1]} hint="likewise" />
            <ControlButton moves={[edges, ...sliders.flat()]} testid="reset-graph" onClick={reset}>
              Reset the graph
            </ControlButton>
          </div>
        </div>
        <div class="toy-matrices">
          <NodeMatrix name="A + I" values={worked.adj} chosen={chosen} digits={0} columns={NODES} extra={{ name: "degree", values: degrees(worked.adj) }} />
          <NodeMatrix name={PROPAGATION} values={worked.propagated} chosen={chosen} columns={NODES} testid="propagated" />
          <NodeMatrix name="X" values={features} chosen={chosen} columns={["1", "2"]} />
          <NodeMatrix name="μ" values={worked.mu} chosen={chosen} columns={["1", "2"]} testid="mu" />
        </div>
        <Terms worked={worked} features={features} chosen={chosen} />
        <Code code={data.code} names={["propagation"]} />
        <Decoded worked={worked} threshold={threshold} />
        <Code code={data.code} names={["edge_logits"]} />
      </div>
      <p>
        <strong>Try:</strong> click a dashed line in the graph: a link appears, the degrees of its two ends rise, and the codes of both change. Give E a link to A and see how far E's code goes.
      </p>
      <Question asks="take all links away. What does the graph convolution do then, and what can the decoder still find?">
        Nothing but X W: with no neighbours every node is its own mean, and the encoder is a plain linear layer. The decoder can still link nodes whose features are alike; it no longer knows who
        was linked to whom. On a real graph both sources count: the graph page shows for any two papers what speaks for a link.
      </Question>
      <OpenIn page="graph" query={{ model: "cora-vgae" }}>
        Cora: 2,708 papers instead of five nodes, 1,433 words instead of two features, the same formulas.
      </OpenIn>
      <References
        to={[
          { paper: KIPF_GCN, where: "equation 2" },
          { paper: KIPF_VGAE, where: "section 1" },
        ]}
      />
    </>
  );
}

/** The first latent's mean of the chosen node, term by term. */
function Terms({ worked, features, chosen }: { worked: Worked; features: readonly (readonly number[])[]; chosen: number }) {
  if (useHidden("words")) return null;
  const parts = NODES.flatMap((name, j) => {
    const share = worked.propagated[chosen]![j]!;
    const projected = features[j]!.reduce((sum, value, k) => sum + value * TOY.weight[k]![0]!, 0);
    return share > 0 ? [{ name, share, projected }] : [];
  });
  return (
    <div class="toy-terms" data-testid="toy-terms">
      <p>
        μ₁ of {NODES[chosen]} = {parts.map(({ name, share, projected }) => `${shown(share)} × ${shown(projected)} (${name})`).join(" + ")} ={" "}
        <strong data-testid="toy-mu">{shown(worked.mu[chosen]![0]!)}</strong>
      </p>
      <p class="hint">
        Each neighbour's share stands in the row of {NODES[chosen]} in {PROPAGATION}; what is shared is its features times the first column of W, as ({NODES[chosen]}){" "}
        {features[chosen]!.map((value, k) => `${shown(value)} × ${shown(TOY.weight[k]![0]!)}`).join(" + ")}.
      </p>
    </div>
  );
}

function Decoded({ worked, threshold }: { worked: Worked; threshold: Control<number> }) {
  const probability = worked.logits.map((row) => row.map(sigmoid));
  const said = probability.map((row) => row.map((value) => value >= threshold.value.value));
  const [found, missed, invented] = [
    PAIRS.filter(([i, j]) => worked.adj[i]![j]! && said[i]![j]!).length,
    PAIRS.filter(([i, j]) => worked.adj[i]![j]! && !said[i]![j]!).length,
    PAIRS.filter(([i, j]) => !worked.adj[i]![j]! && said[i]![j]!).length,
  ];
  return (
    <section class="estimates" aria-label="The decoder">
      <h3>The decoder: who is linked?</h3>
      <p>
        z = μ + σ·ε for every node, with five draws of ε that stay the same here. The probability of a link is σ(z<sub>i</sub> · z<sub>j</sub>): near 1 where two codes point the same way, ½ where one of them says
        nothing.
      </p>
      <Slider of={threshold} hint="from which probability on a link is said to be there" />
      <div class="toy-matrices">
        <NodeMatrix name="A + I" values={worked.adj} digits={0} columns={NODES} />
        <NodeMatrix name="Probability of a link" values={probability} columns={NODES} marked={said} testid="probability" />
      </div>
      <p data-testid="toy-found">
        Of the links, <strong>{found}</strong> found, <strong>{missed}</strong> missed; <strong>{invented}</strong> invented.
      </p>
      <Sum
        terms={[
          { name: "reconstruction", value: worked.reconNll, hint: "half from the links, half from the pairs without one, however few of either", testid: "toy-recon" },
          { name: "KL / N", value: worked.kl / NODES.length, hint: `mean KL of a node, ${shown(worked.kl)} nats, with the weight 1/N of the authors' code`, testid: "toy-kl" },
          { name: "weighted ELBO = − reconstruction − KL / N", value: worked.elbo, hint: "what training raises", testid: "toy-elbo", sum: true },
        ]}
      />
    </section>
  );
}

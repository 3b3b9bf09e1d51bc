/** log p(x) = ELBO + KL(q ‖ p(z|x)), where all of it can be computed: one latent, one pixel, everything Gaussian. */

import { useComputed } from "@preact/signals";
import { formatDecimal } from "../../../parts/latent/numbers";
import { elbo, kl, logDensity, marginal, posterior, PRIOR, reconNll, type Model, type Normal } from "../maths/linear_gaussian";
import { BISHOP, KINGMA } from "../papers";
import type { StepProps } from "../step";
import { ControlButton } from "../views/control_button";
import { Curves } from "../views/curves";
import { Formula } from "../views/formula";
import { OpenIn, References } from "../views/further";
import { Question } from "../views/question";
import { Slider } from "../views/slider";
import { Sum } from "../views/sum";

const MODEL: Model = { weight: 1, noise: 0.6 };
/** Nats: as far down as the bar is drawn. */
const LOWEST = -12;

const nats = (value: number) => formatDecimal(value, 2);

export function Bound({ controls: { x, mu, std } }: StepProps<"bound">) {
  const q = useComputed<Normal>(() => ({ mu: mu.value.value, logvar: 2 * Math.log(std.value.value) }));
  const observed = x.value.value;
  const exact = posterior(MODEL, observed);
  const evidence = logDensity(marginal(MODEL), observed);
  const bound = elbo(MODEL, observed, q.value);
  const gap = kl(q.value, exact);
  const close = () => {
    mu.set(exact.mu);
    std.set(Math.exp(exact.logvar / 2));
  };
  return (
    <>
      <p>
        A model explains an observation x by a hidden number z. To say how likely it finds x, every z would have to be tried: an integral that no real model can do. So we <em>guess</em>{" "}
        which z may lie behind x, by a distribution q, and pay for guessing wrongly. Here the model is so small (one latent, one pixel) that the true answer is known, and one can watch
        what the guess costs.
      </p>
      <Formula
        label="log p of x equals the ELBO plus the divergence from q to the exact posterior"
        parts={[
          { tex: "\\log p(x)", says: "log p(x), the log-evidence: how likely the model finds x, in nats. One number for each x." },
          { tex: "=" },
          { tex: "\\mathrm{ELBO}", says: "ELBO, the evidence lower bound: reconstruction and KL together. It can be computed, and it is what training raises." },
          { tex: "+" },
          { tex: "\\mathrm{KL}\\big(q(z)\\,\\|\\,p(z|x)\\big)", says: "The gap: how far the guess q is from the exact posterior p(z|x). Never below 0." },
        ]}
      />
      <div class="picture">
        <div class="learn-parts">
          <div>
            <Slider of={x} hint="what was observed" />
            <Slider of={mu} hint="where q thinks z is" />
            <Slider of={std} hint="how unsure q is" />
            <ControlButton moves={[mu, std]} testid="close-gap" onClick={close}>
              Make q exact
            </ControlButton>
          </div>
          <Curves
            label="Prior, exact posterior and q over z"
            curves={[
              { name: "prior p(z)", of: PRIOR, colour: "var(--quiet)", dashed: true },
              { name: "exact posterior p(z|x)", of: exact, colour: "var(--data-orange)" },
              { name: "your guess q(z)", of: q.value, colour: "var(--data-blue)" },
            ]}
          />
        </div>
        <Gauge bound={bound} evidence={evidence} />
        <Sum
          terms={[
            { name: "reconstruction", value: reconNll(MODEL, observed, q.value), testid: "recon", hint: "what it costs to draw x again from z of q" },
            { name: "KL to the prior", value: kl(q.value, PRIOR), testid: "kl", hint: "what q says beyond the prior" },
            { name: "ELBO = − reconstruction − KL", value: bound, testid: "elbo", hint: "the bound", sum: true },
            { name: "gap", value: gap, testid: "gap", hint: "q's distance from the exact posterior" },
            { name: "log p(x) = ELBO + gap", value: bound + gap, testid: "evidence", hint: "does not depend on q", sum: true },
          ]}
        />
      </div>
      <p>
        <strong>Try:</strong> move μ and σ until the gap is as small as you can get it, without the button. Then move x: the gap opens again, because another x needs another q. In a VAE a
        network, the encoder, answers every x with its q.
      </p>
      <Question asks="can the ELBO ever be larger than log p(x)?">
        No. The gap is a Kullback–Leibler divergence, which is never below 0, and 0 only where q is the exact posterior. So raising the ELBO either makes the model better (log p(x)
        rises) or the guess better (the gap closes).
      </Question>
      <p class="hint">In the running example p(z) = N(0, 1) and p(x|z) = N(z, 0.6²).</p>
      <OpenIn page="sliders" query={{ model: "mnist-2d", input: "data-3" }}>
        the ELBO of a digit, and its two terms, for a model with two latents.
      </OpenIn>
      <References
        to={[
          { paper: KINGMA, where: "equation 1" },
          { paper: BISHOP, where: "equation 2.116 (the exact posterior)" },
        ]}
      />
    </>
  );
}

/** The ELBO as a bar that cannot pass the line of log p(x). */
function Gauge({ bound, evidence }: { bound: number; evidence: number }) {
  const share = (value: number) => `${(100 * Math.max(0, value - LOWEST)) / -LOWEST}%`;
  return (
    <div class="gauge" role="img" aria-label={`ELBO ${nats(bound)} of log p(x) ${nats(evidence)} nats`}>
      <div class="gauge-elbo" style={{ width: share(bound) }} />
      <div class="gauge-gap" style={{ left: share(bound), width: `calc(${share(evidence)} - ${share(bound)})` }} />
      <div class="gauge-evidence" style={{ left: share(evidence) }} />
      <span class="gauge-label">{bound < LOWEST ? `the ELBO lies below ${nats(LOWEST)} nats` : "ELBO, then the gap up to log p(x)"}</span>
    </div>
  );
}

/** Three numbers in nats, and what each of them is. */

import { useComputed, type ReadonlySignal } from "@preact/signals";
import { formatDecimal, formatNats } from "../../latent/numbers";
import type { App } from "../app";
import { ELBO_DRAWS, elboInWords } from "../evidence";
import type { Workspace } from "../workspace";
import { Explanations } from "./explanations";

const NONE = "—";
const NO_INPUT = "Choose or draw an input: this number is of an image.";
const UNKNOWN = "What the likelihood of its pixels is, is not known of a model from elsewhere: without one there is no such number, and a guess would look like one.";
const DETERMINISTIC = "A deterministic autoencoder has no posterior and no prior, so that this number does not exist for it.";

interface ScoreProps {
  id: string;
  name: string;
  title: string;
  value: ReadonlySignal<string>;
  note: string;
}

function Score({ id, name, title, value, note }: ScoreProps) {
  return (
    <div class="score" title={title}>
      <dt>{name}</dt>
      <dd>
        <output data-testid={id}>{value}</output>
        <small data-testid={`${id}-note`}>{note}</small>
      </dd>
    </div>
  );
}

export function Scores({ app, workspace }: { app: App; workspace: Workspace }) {
  const { stochastic, likelihood } = workspace.model;
  const scored = likelihood !== "unknown";
  const hasInput = workspace.input.value !== null;
  const reconNll = useComputed(() => (app.live.reconNll.value === null ? NONE : formatNats(app.live.reconNll.value)));
  const kl = useComputed(() => (app.evidence.value ? formatNats(app.evidence.value.kl) : NONE));
  const elbo = useComputed(() => {
    const estimate = app.evidence.value?.elbo;
    return estimate ? `${formatNats(estimate.mean)} ± ${formatDecimal(estimate.standardError, 1)}` : NONE;
  });
  // What the two other terms of the same sum are: the reconstruction above is of one point, this one of the draws.
  const parts = useComputed(() => elboInWords(app.evidence.value));
  const missing = (otherwise: string) => (!hasInput ? NO_INPUT : !stochastic ? DETERMINISTIC : otherwise);
  return (
    <>
      <dl class="scores">
        <Score
          id="recon-nll"
          name="recon. NLL, nats"
          title={!scored ? UNKNOWN : hasInput ? "−log p(x|z): how surprising the scored image is, given the image shown. Lower is better." : NO_INPUT}
          value={reconNll}
          note={scored ? "at this point" : "likelihood unknown"}
        />
        <Score
          id="kl"
          name="KL, nats"
          title={missing("How far the posterior q(z|x) of the input is from the prior: what it costs to say which image it is.")}
          value={kl}
          note={stochastic ? "of q(z|x)" : "not for this model"}
        />
        <Score
          id="elbo"
          name="ELBO, nats"
          title={!scored ? UNKNOWN : missing(`Mean over ${ELBO_DRAWS} posterior draws, ± its standard error. Does not depend on where you are.`)}
          value={elbo}
          note={!scored ? "likelihood unknown" : stochastic ? parts.value : "not for this model"}
        />
      </dl>
      {!scored && <p class="hint">This model came from elsewhere. {UNKNOWN}</p>}
      {hasInput && !stochastic && scored && <p class="hint">KL and ELBO do not exist for a deterministic autoencoder: it has no posterior and no prior.</p>}
      <Explanations model={workspace.model} />
    </>
  );
}

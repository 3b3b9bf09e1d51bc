/** What the two networks give: μ and log σ² of z, and of a pixel either a logit or a mean and log σ². */

import { formatDecimal } from "../../../parts/latent/numbers";
import { reconNll } from "../../../parts/latent/likelihood";
import type { Control } from "../controls";
import { logDensity } from "../maths/linear_gaussian";
import { logvarGradient, lossOfLogvar, lossOfVariance, varianceGradient } from "../maths/variance_steps";
import { KINGMA } from "../papers";
import type { StepProps } from "../step";
import { Code } from "../views/code";
import { Formula } from "../views/formula";
import { OpenIn, References } from "../views/further";
import { Plot } from "../views/plot";
import { Question } from "../views/question";
import { Slider } from "../views/slider";

/** The mean squared error in the example: the variance that is best. */
const ERROR = 0.05;
const BERNOULLI = "var(--data-orange)";
const GAUSSIAN = "var(--data-blue)";

const EXAMPLE = "mnist-mlp";

const shown = (value: number, digits = 2) => formatDecimal(value, digits);

export function GaussianNetworks({ data, controls: { logvar, rate, pixel, logit, std } }: StepProps<"gaussian-networks">) {
  return (
    <>
      <p>
        The encoder is a plain network with two outputs for each latent: where z is, and how unsure that is. The decoder likewise answers z with a distribution for each pixel. A network&rsquo;s
        output may be any number, but a variance may not be below 0. So the network gives the <em>logarithm</em> of σ², and any number will do.
      </p>
      <Formula
        label="q of z given x is a Gaussian with mean mu of x and variance exp of logvar of x"
        parts={[
          { tex: "q(z|x)", says: "q(z|x), what the encoder says about z of one image x: a Gaussian for each latent." },
          { tex: "=" },
          { tex: "\\mathcal{N}\\Big(" },
          { tex: "\\mu(x)", says: `μ(x), one output of the encoder: one number for each latent; in ${EXAMPLE} ${data.latentDims[EXAMPLE]}.` },
          { tex: "," },
          { tex: "e^{\\,\\ell(x)}", says: "σ² = exp(ℓ): the variance, above 0 whatever the network gives." },
          { tex: "\\Big),\\quad" },
          { tex: "\\ell = \\log \\sigma^2", says: "ℓ, “logvar” in the code: the other output of the encoder, same shape as μ. Any number is allowed." },
        ]}
      />
      <div class="picture">
        <Parameterisations logvar={logvar} rate={rate} />
        <Decoders pixel={pixel} logit={logit} std={std} />
        <Code code={data.code} names={["encode", "likelihood", "bernoulli", "gaussian"]} />
      </div>
      <p>
        <strong>Try:</strong> with σ² near 0.1, raise the step until the left one lands below 0, where there is no Gaussian. Then make σ² small: on the left the slope grows with 1/σ⁴ and one
        step throws σ² far away.
      </p>
      <Question asks="the Gaussian's number can fall below 0 nats. Is the pixel then more than certain?">
        No. A Gaussian gives a density, not a probability, and a density may exceed 1 where it is narrow; minus its logarithm is then negative. This is why nats of a Bernoulli and of a Gaussian
        decoder must not be compared with each other. For a grey pixel the Bernoulli number is no logarithm of a probability either, but a cross-entropy: even the best mean leaves some of it.
        So the models of grey and coloured images here are scored by the probability of a pixel's value among 256: the part of the curve around it that is 1/255 wide.
      </Question>
      <OpenIn page="train">a run of your own, with either decoder.</OpenIn>
      <References to={[{ paper: KINGMA, where: "appendix C" }]} />
    </>
  );
}

/** The same variance, the same loss and the same rate, moved by one step of gradient descent in either way. */
function Parameterisations({ logvar, rate }: { logvar: Control<number>; rate: Control<number> }) {
  const log = logvar.value.value;
  const variance = Math.exp(log);
  const byLog = logvarGradient(ERROR, log);
  const direct = varianceGradient(ERROR, variance);
  const nextLog = log - rate.value.value * byLog;
  const nextVariance = variance - rate.value.value * direct;
  const loss = (value: number) => `${shown(value)} nats`;
  return (
    <section class="estimates" aria-label="Two ways to learn a variance">
      <h3>One step of gradient descent, two ways to give σ²</h3>
      <p class="hint">
        The loss is the mean of −log N(x; μ, σ²), in nats, of values that lie √{ERROR} from μ; σ² = {ERROR} is best. The filled point is where σ² is, the hollow one where one step leads.
      </p>
      <Slider of={logvar} hint={`σ² = ${shown(variance, 3)}`} />
      <Slider of={rate} hint="size of the step: what the slope is multiplied by" />
      <div class="learn-parts">
        <div>
          <Plot
            label={`Loss against σ²: from ${shown(variance, 3)} to ${shown(nextVariance, 3)}`}
            functions={[{ name: "the network gives σ²", of: (at) => lossOfVariance(ERROR, at), colour: BERNOULLI, here: variance, next: nextVariance }]}
            across={[-0.5, 1]}
            up={[-1.5, 4]}
            ticks={[-0.5, 0, 0.5, 1]}
            axis="σ²"
            forbiddenBelow={0}
          />
          <p>
            slope {shown(direct)}; σ² after the step <strong data-testid="next-variance">{shown(nextVariance, 3)}</strong>:{" "}
            {nextVariance > 0 ? loss(lossOfVariance(ERROR, nextVariance)) : "not a variance, the loss is not a number"}
          </p>
        </div>
        <div>
          <Plot
            label={`Loss against log σ²: from ${shown(log)} to ${shown(nextLog)}`}
            functions={[{ name: "the network gives log σ²", of: (at) => lossOfLogvar(ERROR, at), colour: GAUSSIAN, here: log, next: nextLog }]}
            across={[-6, 1]}
            up={[-1.5, 4]}
            ticks={[-6, -4, -2, 0]}
            axis="log σ²"
          />
          <p>
            slope {shown(byLog)}; σ² after the step <strong data-testid="next-by-log">{shown(Math.exp(nextLog), 3)}</strong>: {loss(lossOfLogvar(ERROR, nextLog))}
          </p>
        </div>
      </div>
    </section>
  );
}

/** One grey pixel, scored by either decoder at the same mean. */
function Decoders({ pixel, logit, std }: { pixel: Control<number>; logit: Control<number>; std: Control<number> }) {
  const x = Float32Array.of(pixel.value.value);
  const bernoulli = (mean: number) => reconNll({ kind: "bernoulli", mean: Float32Array.of(mean), logits: Float32Array.of(Math.log(mean / (1 - mean))) }, x);
  const gaussian = (mean: number) => -logDensity({ mu: mean, logvar: 2 * Math.log(std.value.value) }, pixel.value.value);
  const mean = 1 / (1 + Math.exp(-logit.value.value));
  return (
    <section class="estimates" aria-label="Two decoders">
      <h3>One grey pixel, two decoders</h3>
      <p class="hint">
        Both give the mean {shown(mean, 3)}, the sigmoid of the same output. The Bernoulli decoder needs nothing else; the Gaussian one also says how far off it may be. What the pixel costs, in
        nats, against the mean:
      </p>
      <div class="learn-parts">
        <div>
          <Slider of={pixel} hint="0 is black, 1 is white" />
          <Slider of={logit} hint="of the decoder, before the sigmoid" />
          <Slider of={std} hint="of the Gaussian decoder alone" />
          <dl class="sum">
            <Cost name="Bernoulli" value={bernoulli(mean)} testid="bernoulli" />
            <Cost name="Gaussian" value={gaussian(mean)} testid="gaussian" />
          </dl>
        </div>
        <Plot
          label="Nats of the pixel against the decoder's mean"
          functions={[
            { name: "Bernoulli", of: bernoulli, colour: BERNOULLI, here: mean },
            { name: "Gaussian", of: gaussian, colour: GAUSSIAN, here: mean },
          ]}
          across={[0, 1]}
          up={[-2.5, 5]}
          ticks={[0, 0.25, 0.5, 0.75, 1]}
          axis="mean of the pixel"
        />
      </div>
      <p>
        Either is cheapest where the mean is the pixel. A small σ makes the Gaussian strict: little is paid near the pixel, very much far from it.
      </p>
    </section>
  );
}

function Cost({ name, value, testid }: { name: string; value: number; testid: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <output data-testid={testid}>{shown(value)}</output> nats
      </dd>
    </div>
  );
}

/** log p(x) of a digit by averaging over z: from the prior, and from where the encoder would look. */

import type { DigitLikelihood } from "../contract";
import type { Control } from "../controls";
import { useFetched } from "../fetched";
import { counted, formatCount, formatDecimal, formatNats } from "../../../parts/latent/numbers";
import { logAveragesOf } from "../maths/averages";
import { meanAndStd } from "../maths/histogram";
import { BURDA, KINGMA } from "../papers";
import type { StepProps } from "../step";
import { Bars } from "../views/bars";
import { DigitPicker } from "../views/digit_picker";
import { Formula } from "../views/formula";
import { OpenIn, References } from "../views/further";
import { Question } from "../views/question";
import { Slider } from "../views/slider";

export function LatentVariables({ data: { likelihood, latentDims }, controls: { digit, doublings } }: StepProps<"latent-variables">) {
  const answer = useFetched<DigitLikelihood>(`${likelihood.url}?digit=${digit.value.value}`, "the digit's likelihood");
  const { found } = answer;
  return (
    <>
      <p>
        The model tells a story of how an image comes about: first a few hidden numbers z are drawn from a plain bell curve, the prior; they stand for things like stroke and slant. Then the
        decoder turns z into an image x. How likely is this very x by that story? One would have to average over every z. The plain way is to draw some z and see.
      </p>
      <Formula
        label="p of x is the average of p of x given z over z from the prior, or over z from the encoder with a weight"
        parts={[
          { tex: "p(x)", says: "p(x): how likely the model finds this image. One number, so small that one writes its logarithm, in nats." },
          { tex: "=" },
          { tex: "\\mathbb{E}_{p(z)}", says: `The average over z from the prior p(z): ${latentDims[likelihood.model]} numbers, each from N(0, 1), without a look at x.` },
          { tex: "p(x|z)", says: "p(x|z): how likely the decoder finds the 784 pixels of x, if z made them." },
          { tex: "=" },
          { tex: "\\mathbb{E}_{q(z|x)}", says: "The average over z from the encoder's answer q(z|x): it has looked at x, and draws z that could have made it." },
          { tex: "\\frac{p(x|z)\\,p(z)}{q(z|x)}", says: "The importance weight: it makes up for having drawn z from q instead of the prior, so that the average is the same." },
        ]}
      />
      <div class="picture">
        <DigitPicker of={digit} answer={answer} />
        {found.value && <Estimates found={found.value} doublings={doublings} />}
      </div>
      <p>
        <strong>Try:</strong> take more and more draws for one estimate. Draws from the prior come nearer to the line, slowly; those from the encoder are there almost at once.
      </p>
      <Question asks="the average over the prior is right in the long run. Why do its estimates lie below the line, and not around it?">
        Because nearly the whole average is made by a few rare z, those that draw this very digit. As long as none of them has been drawn, the estimate is far too small; once in an
        astronomical number of draws it would be far too large. Right on average, and useless: this is what “intractable” means here. And the logarithm of an average of a few draws is too
        small on average whoever draws them.
      </Question>
      <OpenIn page="sliders" query={{ model: likelihood.model }}>
        “Random” draws z from the prior. How often does it look like the digit here?
      </OpenIn>
      <OpenIn page="manifold" query={{ model: "mnist-2d" }}>
        a model with two latents, every z at once. How small is the part of the plane that draws the digit here?
      </OpenIn>
      <References
        to={[
          { paper: KINGMA, where: "section 2.1" },
          { paper: BURDA, where: "section 3" },
        ]}
      />
    </>
  );
}

function Estimates({ found: { prior, encoder }, doublings }: { found: DigitLikelihood; doublings: Control<number> }) {
  const size = 2 ** doublings.value.value;
  const [fromPrior, fromEncoder] = [logAveragesOf(prior, size), logAveragesOf(encoder, size)];
  const best = logAveragesOf(encoder, encoder.length)[0]!;
  const reach = 1.02 * (best - Math.min(...prior));
  const above = 0.08 * reach; // no estimate is far above it: an average of a few draws is too small
  const short = best - meanAndStd(fromPrior)[0];
  return (
    <section class="estimates" aria-label="Two ways to estimate log p(x)">
      <h3>
        log p(x), estimated {counted(fromPrior.length, "time")} from {counted(size, "draw")} each
      </h3>
      <Slider of={doublings} says={(value) => formatCount(2 ** value)} hint="averaged for one estimate; each step of the slider doubles them" />
      <Bars name="z from the prior" unit="log p(x), nats" values={fromPrior} exact={best} reach={reach} above={above} colour="var(--data-orange)" testid="by-prior" />
      <Bars name="z from the encoder" unit="log p(x), nats" values={fromEncoder} exact={best} reach={reach} above={above} colour="var(--data-blue)" testid="by-encoder" />
      <p>
        The line: {formatNats(best)} nats, all {counted(encoder.length, "draw")} of the encoder together, the best estimate here. The prior's estimates fall short of it by{" "}
        <strong data-testid="short">{formatDecimal(short, 1)}</strong> nats on average.
      </p>
    </section>
  );
}

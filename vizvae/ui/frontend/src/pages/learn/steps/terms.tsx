/** Reconstruction and KL of one digit: in closed form as far as that goes, and by draws. */

import { counted, formatKl } from "../../../parts/latent/numbers";
import type { DigitTerms } from "../contract";
import type { Control } from "../controls";
import { useFetched } from "../fetched";
import { averagesOf } from "../maths/averages";
import { meanAndStd } from "../maths/histogram";
import { KINGMA } from "../papers";
import type { StepProps } from "../step";
import { Bars } from "../views/bars";
import { nameOf, type Names } from "../../../parts/widgets/latent_names";
import { DigitPicker } from "../views/digit_picker";
import { Formula } from "../views/formula";
import { OpenIn, References } from "../views/further";
import { Question } from "../views/question";
import { Slider } from "../views/slider";
import { Sum } from "../views/sum";

export function Terms({ data: { terms, latentDims, latentNames }, controls: { digit, averaged } }: StepProps<"terms">) {
  const answer = useFetched<DigitTerms>(`${terms.url}?digit=${digit.value.value}`, "the digit's terms");
  const { found } = answer;
  return (
    <>
      <p>
        To train a VAE, one asks two things of every image. How many nats does it cost to draw it again from its latents (reconstruction)? And how much do the latents say that was not known
        before any image was seen (KL)? Their sum is what training makes small; with a minus it is the ELBO. Here are both for a digit that the model <code>{terms.model}</code> was not
        trained on.
      </p>
      <Formula
        label="The ELBO is minus the reconstruction minus the KL of each latent, added up"
        parts={[
          { tex: "\\mathrm{ELBO}", says: "ELBO, the evidence lower bound of this digit. One number, in nats; higher is better." },
          { tex: "=" },
          { tex: "\\mathbb{E}_{q(z|x)}", says: "The average over z drawn from the encoder's answer q(z|x). It has no formula here: one draws." },
          { tex: "\\log p(x|z)", says: "log p(x|z): minus the reconstruction. How likely the decoder finds the 784 pixels of x, given z; one number for each draw." },
          { tex: "-" },
          { tex: "\\textstyle\\sum_j", says: `The sum over the latents: ${latentDims[terms.model]} of them in this model.` },
          { tex: "\\tfrac{1}{2}\\big(\\mu_j^2 + \\sigma_j^2 - 1 - \\log\\sigma_j^2\\big)", says: "The KL of latent j, in closed form: from its mean μ and its standard deviation σ alone, without any draw. 0 where q is the prior." },
        ]}
      />
      <div class="picture">
        <div class="learn-parts">
          <DigitPicker of={digit} answer={answer} />
          {found.value && <Latents klPerDim={found.value.klPerDim} names={latentNames[terms.model]!} />}
        </div>
        {found.value && (
          <>
            <Total terms={found.value} />
            <Estimates terms={found.value} averaged={averaged} />
          </>
        )}
      </div>
      <p>
        <strong>Try:</strong> average over more draws, and watch both heaps draw together around the same place. Then take another digit: a 1 is cheap to draw again, a curly 2 is not. And which
        latent says most of it?
      </p>
      <Question asks="the closed-form KL does not scatter at all. Must the ELBO that uses it then scatter less?">
        No: look at the two heaps. Reconstruction and sampled KL are taken at the same z, and may make up for one another: a z that q finds likely is one from which x is drawn well. Were q
        the exact posterior, their sum would be the same at every draw, log p(x) itself, while the reconstruction alone would still scatter.
      </Question>
      <OpenIn page="sliders" query={{ model: terms.model, input: `data-${digit.value.value}` }}>
        this digit, its latents under your hand, and what each of them costs.
      </OpenIn>
      <References to={[{ paper: KINGMA, where: "equations 6 (sampled KL) and 7 (closed form), and appendix B" }]} />
    </>
  );
}

function Latents({ klPerDim, names }: { klPerDim: readonly number[]; names: Names }) {
  const most = Math.max(...klPerDim);
  return (
    <figure>
      <figcaption class="hint">KL of each latent, nats, in closed form: what it says about this digit.</figcaption>
      <ol class="terms-latents" data-testid="kl-per-dim">
        {klPerDim.map((kl, i) => (
          <li key={i}>
            <span title={nameOf(names, i)}>{nameOf(names, i)}</span>
            <i style={{ width: `${(100 * kl) / most}%` }} />
            <output>{formatKl(kl)}</output>
          </li>
        ))}
      </ol>
    </figure>
  );
}

function Total({ terms: { reconNll, kl } }: { terms: DigitTerms }) {
  const [recon] = meanAndStd(reconNll);
  return (
    <Sum
      terms={[
        { name: "reconstruction", value: recon, hint: `what drawing the digit again costs, over ${counted(reconNll.length, "draw")} of z`, testid: "recon" },
        { name: "KL", value: kl, hint: "what the latents say, in closed form", testid: "kl" },
        { name: "ELBO = − reconstruction − KL", value: -recon - kl, hint: "the bound on log p(x) of this digit", testid: "terms-elbo", sum: true },
      ]}
    />
  );
}

/** The ELBO by either estimator, from the same draws. */
function Estimates({ terms, averaged }: { terms: DigitTerms; averaged: Control<number> }) {
  const { reconNll, sampledKl, kl } = terms;
  const byFormula = reconNll.map((recon) => -recon - kl);
  const byDraws = reconNll.map((recon, i) => -recon - sampledKl[i]!);
  const size = averaged.value.value;
  const estimates = [averagesOf(byDraws, size), averagesOf(byFormula, size)] as const;
  const [middle] = meanAndStd(byFormula);
  // Of single draws: the heaps shrink under the hand, not the scale.
  const reach = 3.2 * Math.max(meanAndStd(byFormula)[1], meanAndStd(byDraws)[1]);
  return (
    <section class="estimates" aria-label="Two estimates of the ELBO">
      <h3>One ELBO, estimated {counted(estimates[0].length, "time")} over</h3>
      <Slider of={averaged} hint="of z, averaged for one estimate; training takes one" />
      <Bars name="KL from the same draws" unit="ELBO, nats" values={estimates[0]} exact={middle} reach={reach} colour="var(--data-orange)" testid="by-draws" />
      <Bars name="KL in closed form" unit="ELBO, nats" values={estimates[1]} exact={middle} reach={reach} colour="var(--data-blue)" testid="by-formula" />
    </section>
  );
}

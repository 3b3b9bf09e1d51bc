/** What a VAE is good for and what not, each claim beside what has been measured. */

import type { ComparedModel } from "../contract";
import { formatCount, formatDecimal, formatShort } from "../../../parts/latent/numbers";
import { claimsOf, seconds, type Claim, type Figure } from "../maths/claims";
import { GOODFELLOW, KINGMA, OORD, TOMCZAK } from "../papers";
import type { StepProps } from "../step";
import { FigureRows, type FigureRow } from "../views/figure_rows";
import { Formula } from "../views/formula";
import { OpenIn, References } from "../views/further";
import { Question } from "../views/question";

interface Shown {
  label: string;
  /** Which end is better, and what it is. */
  says: string;
  axis: "from zero" | "narrow" | "logarithmic";
  words(model: ComparedModel): string;
}

const FIGURES: Readonly<Record<Figure, Shown>> = {
  classifier_frechet: {
    label: "Distance of draws from real digits",
    says: "Shorter is better. Fréchet distance in the features of a small classifier of digits: not the FID of the literature.",
    axis: "from zero",
    words: (model) => formatShort(model.classifier_frechet),
  },
  nll: {
    label: "−log p(x) of a test digit, nats",
    says: "Left is better; the line is the 95\u00a0% interval over images. The axis does not begin at 0.",
    axis: "narrow",
    words: ({ nll, bound }) => (nll === null ? "no likelihood" : `${bound === "exact" ? "exactly" : "at most"} ${formatDecimal(nll, 2)}`),
  },
  seconds_per_sample: {
    label: "Time for one draw",
    says: "Left is better. On one thread of a processor; the axis is logarithmic, so equal steps are equal factors.",
    axis: "logarithmic",
    words: (model) => seconds(model.seconds_per_sample),
  },
  recon_nll: {
    label: "Nats for drawing a digit again from its code",
    says: "Shorter is better. A code that carries more makes it cheaper; what the code itself costs is on the Compare page.",
    axis: "from zero",
    words: ({ recon_nll }) => (recon_nll === null ? "no encoder" : formatDecimal(recon_nll, 1)),
  },
};

const thousands = (count: number) => formatCount(Math.round(count / 1000));

export function ProsAndCons({ data: { comparison }, controls: { claim } }: StepProps<"pros-and-cons">) {
  const claims = claimsOf(comparison.models, comparison.floor);
  const sizes = comparison.models.map((model) => model.num_parameters);
  const chosen = claims.find(({ id }) => id === claim.value.value) ?? claims[0];
  return (
    <>
      <p>
        Nothing is best at everything. A PixelCNN draws pixel after pixel, a GAN learns to fool a judge, an autoencoder only copies: all of them were trained on the same digits
        and measured by one command{claims.length > 0 && `; they have ${thousands(Math.min(...sizes))} to ${thousands(Math.max(...sizes))} thousand weights`}. These are a VAE's strong (+) and
        weak (−) sides as they came out.
      </p>
      <Formula
        label="what a VAE is trained by bounds log p of x from below"
        parts={[
          { tex: "\\log p(x)", says: "log p(x): how likely the model finds a digit. A PixelCNN can say it exactly; a GAN not at all." },
          { tex: "\\geq" },
          { tex: "\\mathbb{E}_{q(z|x)}\\log p(x|z)", says: "What drawing the digit again from its code is worth, in nats: this needs an encoder, q(z|x)." },
          { tex: "-" },
          { tex: "\\mathrm{KL}\\big(q(z|x)\\,\\|\\,p(z)\\big)", says: "What the code costs. p(z) is the prior from which draws come: if the codes of all digits together are not shaped like it, draws miss." },
        ]}
      />
      <div class="picture">
        {chosen ? (
          <div class="claims">
            <div class="claim-list" role="group" aria-label="What is said of VAEs">
              {claims
                .filter((one) => claim.shown.value || one === chosen)
                .map((one) => (
                  <button key={one.id} type="button" class="claim" data-testid={`claim-${one.id}`} aria-pressed={one === chosen} disabled={!claim.shown.value} onClick={() => claim.set(one.id)}>
                    <strong>
                      <span class="sign">{one.good ? "+" : "−"}</span>
                      {one.title}
                    </strong>
                  </button>
                ))}
            </div>
            <Evidence claim={chosen} models={comparison.models} floor={comparison.floor} />
          </div>
        ) : (
          <p role="alert">No figures are kept here. `python -m vizvae compare --write` measures them.</p>
        )}
      </div>
      <p>
        <strong>Try:</strong> go through the claims, and for each find the model that does best. Is it the same one every time? And what does it have to do without?
      </p>
      <Question asks="PixelCNN and GAN give better digits than a plain VAE in one way or another. When would you still take the VAE?">
        When you need the code: to place an image among others, to move it along a latent, to complete or compare it, to start a classifier from few labels. When you need a number for how usual an
        image is and can live with a bound. When one loss that goes down is worth more than the last bit of sharpness: an encoder and a decoder are trained together by plain gradient descent on
        one number, and no judge has to be kept in balance. That last point is not among the measurements: nobody here has counted how often a GAN's training fails.
      </Question>
      <OpenIn page="compare">all models side by side: draws, copies, likelihood, time, and any two figures against each other.</OpenIn>
      <References to={[{ paper: KINGMA }, { paper: TOMCZAK, where: "the prior and the codes of all images together" }, { paper: OORD }, { paper: GOODFELLOW }]} />
    </>
  );
}

function Evidence({ claim, models, floor }: { claim: Claim; models: readonly ComparedModel[]; floor: number | null }) {
  const { label, says, axis, words } = FIGURES[claim.figure];
  const rows: FigureRow[] = models.map((model) => ({
    key: model.model,
    name: model.title,
    value: model[claim.figure],
    interval: claim.figure === "nll" ? model.nll_interval : null,
    words: words(model),
    marked: model.model === claim.about[0] ? "first" : claim.about.includes(model.model) ? "other" : null,
  }));
  if (claim.figure === "classifier_frechet" && floor !== null) rows.push({ key: "floor", name: "Real digits", value: floor, words: formatShort(floor), marked: null });
  return (
    <section class="evidence" aria-label={label}>
      <p data-testid="claim-says">{claim.says}</p>
      <h3>{label}</h3>
      <FigureRows label={label} rows={rows} axis={axis} />
      <p class="hint">{says}</p>
      <details class="hint">
        <summary>How it was measured</summary>
        {models.find(({ model }) => model === claim.about[0])!.protocol}.
      </details>
    </section>
  );
}

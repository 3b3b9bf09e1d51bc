/** In plain words, what each number on the page is and how it is estimated. */

import { counted, percent } from "../../latent/numbers";
import type { ModelData } from "../contract";
import { ELBO_DRAWS } from "../evidence";

export function Explanations({ model }: { model: ModelData }) {
  const { stochastic, likelihood, reference } = model;
  return (
    <details class="explain">
      <summary>What are these numbers?</summary>
      <dl>
        <dt>Reconstruction NLL</dt>
        <dd>
          −log p(x|z): how surprising the scored image x is to the decoder at the shown point. It changes while you move; lower is better.{" "}
          {likelihood === "unknown"
            ? "Not shown for this model: what the likelihood of its pixels is, is not known."
            : likelihood === "bernoulli"
            ? "Each pixel is a coin whose chance of white the decoder gives, so that x must be black and white: the image marked “scored”."
            : `Each pixel has one of 256 values, and the decoder gives the middle and the width of a ${likelihood === "gaussian" ? "Gaussian" : "logistic distribution"} over them.`}
        </dd>
        <dt>KL</dt>
        <dd>
          How far the posterior q(z|x), the latent vectors that fit this input, is from the prior N(0, I). The more exactly the encoder says which
          image it saw, the larger. In closed form.
        </dd>
        <dt>ELBO</dt>
        <dd>
          −(reconstruction NLL, averaged over the posterior) − KL: a lower bound on log p(x), how probable the model finds this image. Higher is
          better. Averaged over {ELBO_DRAWS} posterior draws with a fixed seed; ± is the standard error of that average.
        </dd>
        <dt>nat</dt>
        <dd>The unit of information with natural logarithms: 1 nat = 1.44 bits.</dd>
        <dt>unusual – usual</dt>
        <dd>
          Encoded, the data fill some regions of the latent space and leave others empty. The density at the shown point is estimated from the
          distance to the {reference.neighbours}th nearest of {counted(reference.count, "encoded image")}, in standard deviations of {reference.dims.length === 1 ? "the one latent" : `each of the ${counted(reference.dims.length, "latent")}`} that the
          model uses, and ranked among the densities at those images themselves, each without itself.{" "}
          {stochastic && "A mean, or a point that one has gone to, is ranked among the images' means; a random draw among draws from their posteriors, which lie further apart. "}
          So half of the images are denser than {percent(50)}. Dense is not the same as real: the middle of the prior may be denser than most images and look like none. Far from the data the decoder has never been trained: expect odd
          images.
        </dd>
      </dl>
    </details>
  );
}

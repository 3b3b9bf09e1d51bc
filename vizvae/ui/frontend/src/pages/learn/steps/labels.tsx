/** What the encoder is worth to a classifier that has few labels: measured curves, and one trained for the visitor. */

import { counted, percent } from "../../../parts/latent/numbers";
import type { TrainedOnFew } from "../contract";
import { useFetched } from "../fetched";
import { KINGMA_M1 } from "../papers";
import type { StepProps } from "../step";
import { Awaited } from "../views/awaited";
import { Choose } from "../views/choose";
import { ControlButton } from "../views/control_button";
import { Digit } from "../views/digit";
import { Formula } from "../views/formula";
import { OpenIn, References } from "../views/further";
import { LabelCurves } from "../views/label_curves";
import { Question } from "../views/question";

const NAMES: Readonly<Record<string, string>> = { pixels: "On the 784 pixels", posterior_means: "On the posterior means" };

/** Whose means M1+M2 was measured on. */
const SEMI_SUPERVISED = "mnist-mlp";
const inHundred = (value: number) => (100 * value).toFixed(1);

export function Labels({ data, controls: { model, labels, seed } }: StepProps<"labels">) {
  const { url, protocol, numDraws, curves } = data.labels[model.value.value]!;
  const of = data.labels[SEMI_SUPERVISED]!.curves;
  const [half, means] = [of.find(({ name }) => name.includes("M1+M2")), of.find(({ name }) => name === "posterior means")];
  const { found, problem, again } = useFetched<TrainedOnFew[]>(url && `${url}?labels=${labels.value.value}&seed=${seed.value.value}`, "the trained classifiers");
  return (
    <>
      <p>
        After training, the decoder can be thrown away. What stays, the encoder, turns an image into a few numbers, and has learnt to do so from 55,000 digits without knowing what any of them is.
        Then somebody labels a handful. Is a classifier better off with the encoder's numbers than with the pixels?
      </p>
      <Formula
        label="the classifier f is given mu of x"
        parts={[
          { tex: "\\hat y", says: "ŷ, what the classifier takes the image for: one of ten digits." },
          { tex: "=" },
          { tex: "f\\big(", says: "f, the classifier: a small network with 128 hidden units, the only part that sees labels." },
          { tex: "\\mu(x)", says: `μ(x), the posterior means: where the encoder thinks z is. It stays as it is (frozen). ${Object.keys(data.labels).map((name) => `${data.latentDims[name]} in ${name}`).join(", ")}.` },
          { tex: "\\big)" },
        ]}
      />
      <div class="picture">
        <Choose of={model} />
        <LabelCurves curves={curves} />
        <details class="hint">
          <summary>How it was measured, {numDraws} draws of labels for each number</summary>
          {protocol}.
        </details>
        {url === null && <p class="hint">To train a classifier yourself, on labels of your choice, takes a server, and there is none here.</p>}
        {url !== null && <Choose of={labels} />}
        {url !== null && <ControlButton moves={[seed]} testid="train-again" onClick={() => seed.set((seed.value.peek() + 1) % (seed.spec.max + 1))}>
          Train with other labels
        </ControlButton>}
        <Awaited problem={problem.value} again={again}>
          {!found.value && url !== null && "Training…"}
        </Awaited>
        <div class="learn-parts">
          {found.value?.map(({ representation, accuracy, numTest, wrong }) => (
            <section key={representation} aria-label={NAMES[representation]}>
              <h3>
                {NAMES[representation]}: <output data-testid={`accuracy-${representation}`}>{percent(100 * accuracy, 1)}</output> right
              </h3>
              <p class="hint">of {counted(numTest, "digit")}. Some that it gets wrong:</p>
              <div class="wrong-digits">
                {wrong.map((digit, i) => (
                  <figure key={i}>
                    <Digit {...digit} />
                    <figcaption>
                      {digit.label}, taken for {digit.said}
                    </figcaption>
                  </figure>
                ))}
              </div>
            </section>
          ))}
        </div>
      </div>
      <p>
        <strong>Try:</strong>{" "}
        {url === null
          ? "take the other models: whose curve is the highest with 30 labels, and whose with thousands?"
          : "train it yourself, on labels from one half of 5,000 digits that the encoder has never seen; it is tested on the other half. Then take the other models."}
      </p>
      {half && (
        <p>
          <strong>Or let the other images take part.</strong> Above, those without a label are forgotten once the encoder is trained. M1+M2, the green point in the picture of {SEMI_SUPERVISED}, goes on with
          all of them: a second model, M2, says of every posterior mean that it belongs to one of ten classes and has a few latents beside; where nobody named the class, each counts as much as the
          classifier believes in it. So the classifier is pulled to where the digits part by themselves. With {half.numLabels[0]} labels {inHundred(half.accuracy[0]!)} ± {percent(100 * half.sd[0]!, 1)} of the
          test images are right then, where the same means in a classifier of labelled images alone give {means && inHundred(means.accuracy[means.numLabels.indexOf(half.numLabels[0]!)]!)}.
        </p>
      )}
      <Question asks="the model with the best likelihood, mnist-conv, gives the worst start to a classifier with few labels. Why?">
        Because nothing asks it to put one digit's images together: its latents describe stroke and slant as carefully as the digit, and for the likelihood all of it counts alike. Make what the latents
        carry eight times as dear (β = 8), and they keep what changes most of the image, which has much to do with the digit: a few labels then name whole regions. Two latents do so too, but what two
        numbers cannot hold is lost, so digits that share a region are never told apart, however many labels come. A good likelihood is not yet a good representation; but it is a good start: train the
        encoder of mnist-conv further with the labels (its orange line), and it beats the same network begun from scratch.
      </Question>
      <OpenIn page="train">train an encoder of your own, with as many latents as you like.</OpenIn>
      <References to={[{ paper: KINGMA_M1, where: "section 2 (models M1 and M2)" }]} />
    </>
  );
}

/** Two numbers instead of 784 pixels, and what becomes of places that no digit was put to: an autoencoder beside a VAE. */

import type { AutoencoderAnswer } from "../contract";
import { useFetched } from "../fetched";
import { HINTON, KINGMA } from "../papers";
import type { StepProps } from "../step";
import { Awaited } from "../views/awaited";
import { Choose } from "../views/choose";
import { CodePlanes } from "../views/code_planes";
import { ControlButton } from "../views/control_button";
import { Formula } from "../views/formula";
import { OpenIn, References, StepLink } from "../views/further";
import { Question } from "../views/question";

export function Autoencoder({ data, controls }: StepProps<"autoencoder">) {
  const { from, digit, draw } = controls;
  const { found, problem, again } = useFetched<AutoencoderAnswer>(data.autoencoder.url, "the two models");
  return (
    <>
      <p>
        An autoencoder is two networks. The encoder turns an image into a few numbers, its <em>code</em>; the decoder turns the code into an image again. Trained together until image and copy agree,
        they find out by themselves what is worth remembering of a digit: that is dimension reduction. In the picture each point is a digit that neither model was trained on, where the encoder has put it.
      </p>
      <Formula
        label="the decoder g of the encoder f of x is near x"
        parts={[
          { tex: "z", says: "z, the code: 2 numbers, a place in the plane." },
          { tex: "=" },
          { tex: "f(", says: "f, the encoder: a network with convolutions. A VAE's encoder gives a whole Gaussian for each image; its mean is the point in the plane." },
          { tex: "x", says: "x, the image: 28 × 28 = 784 pixels." },
          { tex: ")," },
          { tex: "\\quad" },
          { tex: "\\hat x", says: "x̂, the copy: 784 pixels between 0 and 1." },
          { tex: "=" },
          { tex: "g(", says: "g, the decoder: the same layers the other way round. It runs in this page." },
          { tex: "z)" },
          { tex: "\\approx x", says: "Near x: training lowers −log p(x|z), in nats, what it costs to draw x given the copy. The autoencoder is asked for nothing else." },
        ]}
      />
      <div class="picture">
        <Choose of={from} />
        {from.value.value === "draw" ? (
          <ControlButton
            moves={[draw]}
            testid="another-draw"
            onClick={() => draw.set((draw.value.peek() + 1) % (draw.spec.max + 1))}
          >
            Another draw
          </ControlButton>
        ) : (
          <ControlButton
            moves={[digit]}
            testid="another-digit"
            onClick={() => {
              from.value.value = "digit";
              digit.set((digit.value.peek() + 1) % (digit.spec.max + 1));
            }}
          >
            Another digit
          </ControlButton>
        )}
        {found.value ? <CodePlanes answer={found.value} controls={controls} /> : <Awaited problem={problem.value} again={again} />}
      </div>
      <p>
        <strong>Try:</strong> move over either plane: both models decode the same place, counted from the middle of their codes. A click keeps it. Cross the gaps between the arms on the left; then
        take draws, and see how often each lands where it has never been.
      </p>
      <Question asks="the autoencoder copies no worse than the VAE. Why, then, are its draws so bad?">
        Because nothing has told it where to put the codes. It pulls them far apart, in arms and clumps of its own, for that makes copying easier; a draw from a Gaussian laid over them often falls
        between, where the decoder was never corrected. The VAE pays for every code that strays from N(0, I), and puts a small cloud instead of a point for each image: the plane fills up, and
        one knows beforehand where to draw from. The rest of this page is about how that is done.
      </Question>
      <p>
        Each half is of use alone. Keep the decoder, and it draws. Or throw the decoder away: the encoder has learnt from images without labels, and can{" "}
        <StepLink step="labels">start a classifier that is given few labels</StepLink>.
      </p>
      <OpenIn page="manifold" query={{ model: "mnist-ae-2d" }}>
        the autoencoder's plane, decoded everywhere.
      </OpenIn>
      <OpenIn page="manifold" query={{ model: "mnist-2d" }}>
        the VAE's plane.
      </OpenIn>
      <References to={[{ paper: HINTON }, { paper: KINGMA }]} />
    </>
  );
}

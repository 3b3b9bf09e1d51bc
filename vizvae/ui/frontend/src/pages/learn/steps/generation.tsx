/** Without the encoder: draws of the prior, decoded, and what single latents do to all of them. */

import { useMemo } from "preact/hooks";
import { imagePixels } from "../../../parts/drawing/pixels";
import { ImageCanvas } from "../../../parts/explorer/views/image_canvas";
import type { GenerationAnswer } from "../contract";
import type { Controls } from "../controls";
import { useDecoded } from "../decoding";
import { useFetched } from "../fetched";
import { priorDraws } from "../maths/prior";
import { CHEN, KINGMA } from "../papers";
import type { StepProps } from "../step";
import { nameOf, type Names } from "../../../parts/widgets/latent_names";
import { Awaited } from "../views/awaited";
import { Choose } from "../views/choose";
import { ControlButton } from "../views/control_button";
import { Formula } from "../views/formula";
import { OpenIn, References } from "../views/further";
import { Question } from "../views/question";
import { Slider } from "../views/slider";

const COUNT = 8;

export function Generation({ data, controls }: StepProps<"generation">) {
  const { found, problem, again } = useFetched<GenerationAnswer>(data.generation.url, "the decoders");
  return (
    <>
      <p>
        To make a new image, the encoder can be thrown away. Training has kept what it says near the prior N(0, I); so draw z from the prior and let the decoder draw. The prior is{" "}
        <em>diagonal</em>: it knows no bond between latents, so each can be moved on its own, and after a training that asks for it some of them stand for one thing each.
      </p>
      {found.value ? <Drawn {...found.value} names={data.latentNames} controls={controls} /> : <Awaited problem={problem.value} again={again} />}
    </>
  );
}

interface DrawnProps extends GenerationAnswer {
  names: Readonly<Record<string, Names>>;
  controls: Controls<"generation">;
}

function Drawn({ models, followed, names, controls: { images: kind, temperature, seed, first, second, third } }: DrawnProps) {
  const source = models[kind.value.value];
  const faces = kind.value.value === "faces";
  const moved = followed.map((factor, i) => ({ ...factor, control: [first, second, third][i]! }));
  const shifts = faces ? moved.map(({ latent, control }) => ({ latent, by: control.value.value })) : [];
  const std = temperature.value.value;
  const draw = seed.value.value;
  const z = useMemo(() => priorDraws(draw + 1, COUNT, source.shape.latentDim, std, shifts), [source, draw, std, ...shifts.map(({ by }) => by)]);
  const { images, problem } = useDecoded(source, z);
  return (
    <>
      <Formula
        label="z from the prior, x from the decoder"
        parts={[
          { tex: "z", says: `z, the latents of a new image: ${source.shape.latentDim} numbers in ${source.name}.` },
          { tex: "=" },
          { tex: "\\sigma", says: "σ, the temperature: 1 is the prior the model was trained with, 0 its middle. Another σ is no draw of the model." },
          { tex: "\\cdot" },
          { tex: "\\varepsilon,", says: "ε, noise from N(0, I): same shape as z. The seed decides it." },
          { tex: "\\quad" },
          { tex: "\\mathbb{E}[x|z]", says: "The mean of the decoder's distribution of the pixels: the image that is shown." },
        ]}
      />
      <div class="picture">
        <Choose of={kind} />
        <Slider of={temperature} hint="spread of the draws; 1 is the prior" />
        <ControlButton moves={[seed]} testid="draw-prior" onClick={() => seed.set((seed.value.peek() + 1) % (seed.spec.max + 1))}>
          Draw others
        </ControlButton>
        <div class="prior-draws" data-testid="prior-draws" data-model={images.value?.source.name}>
          {Array.from({ length: COUNT }, (_, i) => images.value && <Draw key={`${images.value.source.name}-${i}`} {...images.value} row={i} />)}
        </div>
        {problem.value && <p role="alert">{problem.value}.</p>}
        {faces ? (
          moved.map(({ factor, latent, information, control }) => (
            <Slider key={factor} of={control} hint={`added to ${nameOf(names[source.name] ?? {}, latent)}, which knows ${information.toFixed(2)} nats of the factor “${factor}”`} />
          ))
        ) : (
          <p class="hint">No factors of a handwritten digit are known to measure its latents by; those of the faces are.</p>
        )}
      </div>
      <p>
        <strong>Try:</strong> bring σ to 0: all draws are the same average image. At 2 most z lie where the decoder has hardly been trained. With the faces, move one latent: all eight follow in
        the same way, whoever they are.
      </p>
      <Question asks="does a diagonal prior alone make latents interpretable?">
        No. N(0, I) looks the same after any rotation, so the likelihood cannot tell one set of axes from another. faces-btcvae was trained with an objective that also punishes latents for
        knowing of each other, and its settings were chosen with an eye on the known factors: the sliders are the {moved.length} factors with the largest measured gap, and the Factors page shows the
        rest.
      </Question>
      <OpenIn page="factors" query={{ model: "faces-btcvae" }}>
        which latent knows which factor, measured.
      </OpenIn>
      <OpenIn page="sliders" query={{ model: source.name }}>
        every latent of this model.
      </OpenIn>
      <References to={[{ paper: KINGMA, where: "section 2.1" }, { paper: CHEN, where: "the mutual information gap" }]} />
    </>
  );
}

function Draw({ source: { shape }, mean, row }: { source: { shape: { channels: number; height: number; width: number } }; mean: Float32Array; row: number }) {
  const { channels, height, width } = shape;
  const size = channels * height * width;
  const rgba = useMemo(() => imagePixels(mean.subarray(row * size, (row + 1) * size), channels), [mean]);
  return <ImageCanvas rgba={rgba} width={width} height={height} label={`Draw ${row + 1}`} />;
}

/** z = μ + σ·ε with its numbers and its code, and what the gradient through it is worth beside the score function. */

import { useComputed, useSignal } from "@preact/signals";
import { formatCount, formatDecimal, formatShort } from "../../../parts/latent/numbers";
import { normals } from "../../../parts/latent/random";
import type { Control } from "../controls";
import { exactGradient, reparameterisedGradient, scoreGradient } from "../maths/gradients";
import { meanAndStd } from "../maths/histogram";
import type { Model, Normal } from "../maths/linear_gaussian";
import { KINGMA, WILLIAMS } from "../papers";
import type { StepProps } from "../step";
import { Bars } from "../views/bars";
import { Code } from "../views/code";
import { ControlButton } from "../views/control_button";
import { Formula } from "../views/formula";
import { OpenIn, References } from "../views/further";
import { Question } from "../views/question";
import { Slider } from "../views/slider";

const MODEL: Model = { weight: 1, noise: 0.6 };
const X = 1.5;
const EXAMPLE = "mnist-conv";
const DRAWS = 4000;
const EPSILONS = Array.from(normals(7, DRAWS));

const shown = (value: number) => formatDecimal(value, 2);
const PARTS = ["std", "at", "sample"] as const;
type Part = (typeof PARTS)[number];

export function Reparameterisation({ data, controls: { mu, std, draw } }: StepProps<"reparameterisation">) {
  const part = useSignal<Part | null>(null);
  const epsilon = EPSILONS[draw.value.value % DRAWS]!;
  const spread = std.value.value * epsilon;
  const z = mu.value.value + spread;
  const node = (of: Part, name: string, value: number, hint: string, testid?: string) => (
    <button
      type="button"
      class="node"
      aria-pressed={part.value === of}
      onPointerEnter={(event) => event.pointerType === "mouse" && (part.value = of)}
      onFocus={() => (part.value = of)}
      onClick={() => (part.value = of)}
    >
      <strong>{name}</strong>
      <output data-testid={testid}>{shown(value)}</output>
      <span class="hint">{hint}</span>
    </button>
  );
  return (
    <>
      <p>
        The encoder answers with μ and σ; the decoder needs one z. Drawing it is a dice throw, and no gradient passes through a throw. So the throw is made elsewhere: ε comes from N(0, 1) and
        knows nothing of the model; z is computed from μ, σ and ε by a multiplication and a sum, and these have derivatives.
      </p>
      <Formula
        label="z equals mu plus sigma times epsilon"
        parts={[
          { tex: "z", says: `z, the latent: one number for each latent. Here one; in ${EXAMPLE} ${data.latentDims[EXAMPLE]}.` },
          { tex: "=" },
          { tex: "\\mu", says: "μ, where the encoder thinks z is: same shape as z." },
          { tex: "+" },
          { tex: "\\sigma", says: "σ, how unsure it is: same shape as z, never negative, since the encoder gives log σ²." },
          { tex: "\\cdot" },
          { tex: "\\varepsilon", says: "ε, noise from N(0, 1): same shape as z. It does not depend on anything that is learned." },
        ]}
      />
      <div class="picture">
        <div class="learn-parts">
          <div>
            <Slider of={mu} hint="from the encoder" />
            <Slider of={std} hint="from the encoder" />
            <ControlButton moves={[draw]} testid="draw" onClick={() => draw.set((draw.value.peek() + 1) % (draw.spec.max + 1))}>
              Draw another ε
            </ControlButton>
            <div class="diagram" role="group" aria-label="From ε to z">
              {node("sample", "ε", epsilon, "drawn")}
              <span>× σ</span>
              {node("std", "σ·ε", spread, "stretched")}
              <span>+ μ</span>
              {node("at", "z", z, "moved", "z")}
            </div>
          </div>
          <Code code={data.code} names={PARTS} lit={part.value} hint="Point at a box to find its lines." />
        </div>
        <Estimates mu={mu} std={std} />
      </div>
      <p>
        <strong>Try:</strong> make σ small. The score function divides by σ: its estimates scatter ever more, while the reparameterised ones draw together, for the same ε.
      </p>
      <Question asks="why not always use the reparameterised gradient?">
        It needs the derivative of what stands behind z, and a z that moves smoothly with μ and σ. Where z is discrete (a class, a word) or what follows it is a black box, there is no such
        derivative, and the score function is all that is left.
      </Question>
      <OpenIn page="train">“Single step” shows μ, σ, ε and z of a real image, and what one step does to them.</OpenIn>
      <References to={[{ paper: KINGMA, where: "section 2.4" }, { paper: WILLIAMS }]} />
    </>
  );
}

/** The gradient that training wants, estimated from one draw, many times over, in two ways. */
function Estimates({ mu, std }: { mu: Control<number>; std: Control<number> }) {
  const q = useComputed<Normal>(() => ({ mu: mu.value.value, logvar: 2 * Math.log(std.value.value) }));
  const exact = exactGradient(MODEL, X, q.value);
  const score = EPSILONS.map((epsilon) => scoreGradient(MODEL, X, q.value, epsilon));
  const through = EPSILONS.map((epsilon) => reparameterisedGradient(MODEL, X, q.value, epsilon));
  const [, wide] = meanAndStd(score);
  const [, narrow] = meanAndStd(through);
  const reach = 3 * Math.max(wide, narrow);
  return (
    <section class="estimates" aria-label="Two estimates of one gradient">
      <h3>One gradient, estimated from one draw, {formatCount(DRAWS)} times over</h3>
      <p class="hint">
        How should μ move so that z explains x = {X} better? The exact answer, {shown(exact)}, is known here (the line). Both ways are right on average; what counts is how far one draw may be
        off.
      </p>
      <Bars name="Score function" unit="gradient along μ" values={score} exact={exact} reach={reach} colour="var(--data-orange)" testid="score" />
      <Bars name="Reparameterised" unit="gradient along μ" values={through} exact={exact} reach={reach} colour="var(--data-blue)" testid="through" />
      <p>
        The variance of the score function is <strong data-testid="ratio">{formatShort((wide / narrow) ** 2)}</strong> times that of the reparameterised gradient: so many more draws would
        be needed for the same certainty.
      </p>
    </section>
  );
}

/** One optimiser step in slow motion: one image on its way through the model, with the numbers it really had. */

import { imagePixels } from "../../../parts/drawing/pixels";
import { ImageCanvas } from "../../../parts/explorer/views/image_canvas";
import { formatLatent, formatSignificant, latentName } from "../../../parts/latent/numbers";
import { useLock } from "../../../parts/widgets/change";
import type { LiveRun } from "../live";
import type { TrainingPage } from "../page";
import { nats, priceText } from "../words";

const SHOWN = 6;

export function StepTrace({ page, run, stepping }: { page: TrainingPage; run: LiveRun; stepping: boolean }) {
  const trace = run.trace.value;
  const lock = useLock();
  if (!trace) {
    if (!stepping) return null;
    return (
      <p class="hint">
        What happens in one step?{" "}
        <button type="button" class="link" onClick={() => void page.said(() => run.ask({ action: "step" }))} {...lock}>
          Take a single one
        </button>{" "}
        and see every number on the way.
      </p>
    );
  }
  const { numbers } = trace;
  const [channels, height, width] = trace.shape;
  const image = (pixels: number[], label: string) => <ImageCanvas rgba={imagePixels(pixels, channels)} width={width} height={height} label={label} />;
  return (
    <section class="trace" data-testid="trace" aria-label="One step with its numbers">
      <h3>
        Step {numbers.step}, one image of its batch of {numbers.batch_size}
      </h3>
      <ol>
        <li>
          <h4>The image x</h4>
          {image(trace.x, "The image as the model sees it")}
        </li>
        <li>
          <h4>Encode</h4>
          <p>{trace.logvar ? "The encoder answers with a mean μ and a log-variance for each latent:" : "The encoder answers with one number for each latent:"}</p>
          <Numbers name="μ" values={trace.mu} />
          {trace.logvar && <Numbers name="log σ²" values={trace.logvar} />}
        </li>
        {trace.epsilon && trace.logvar && (
          <li>
            <h4>Draw z = μ + σ·ε</h4>
            <p>ε is plain noise; the gradient flows through μ and σ.</p>
            <Numbers name="ε" values={trace.epsilon} />
            <Numbers name="z" values={trace.z} />
          </li>
        )}
        <li>
          <h4>Decode</h4>
          {image(trace.recon, "What the decoder draws at z")}
        </li>
        <li>
          <h4>The price</h4>
          <p>{priceText(numbers, run.about.value?.config.objective)}</p>
        </li>
        <li>
          <h4>Step</h4>
          <p>
            The gradient of the batch's mean loss ({nats(numbers.batch_loss)}) has length {formatSignificant(numbers.gradient_norm, 3)}. The weights move by {formatSignificant(numbers.update_norm, 3)}, at a
            learning rate of {formatSignificant(numbers.learning_rate, 2)}.
          </p>
        </li>
        <li>
          <h4>After it</h4>
          {image(trace.recon_after, "The same image after the step")}
          <p>
            Reconstruction {nats(numbers.recon_nll)} → {nats(numbers.recon_nll_after)}
            {numbers.kl !== null && `, KL ${nats(numbers.kl)} → ${nats(numbers.kl_after)}`}.
          </p>
        </li>
      </ol>
    </section>
  );
}

function Numbers({ name, values }: { name: string; values: number[] }) {
  return (
    <p class="trace-numbers" title={values.map((value, k) => `${latentName(k)} ${formatLatent(value)}`).join("  ")}>
      <b>{name}</b> {values.slice(0, SHOWN).map(formatLatent).join(" ")}
      {values.length > SHOWN && ` … (${values.length})`}
    </p>
  );
}

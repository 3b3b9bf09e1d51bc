/** How usual the shown z is. */

import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { describePercentile } from "../../latent/numbers";
import type { App } from "../app";
import type { Workspace } from "../workspace";

/** Below this share of the data the needle warns. */
const UNUSUAL = 5;

export function Gauge({ app, workspace }: { app: App; workspace: Workspace }) {
  const { percentile } = app.live;
  const meter = useRef<HTMLDivElement>(null);
  const needle = useRef<HTMLDivElement>(null);
  const text = useComputed(() => (percentile.value === null ? "comparing with the data …" : describePercentile(percentile.value)));
  useSignalEffect(() => {
    const value = percentile.value;
    needle.current!.style.transform = `translateX(${value ?? 0}%)`;
    meter.current!.dataset["level"] = value === null ? "unknown" : value < UNUSUAL ? "unusual" : "usual";
    meter.current!.ariaValueNow = value === null ? null : value.toFixed(0);
    meter.current!.ariaValueText = text.value;
  });
  const { neighbours, count, dims } = workspace.model.reference;
  return (
    <div class="gauge">
      <div ref={meter} data-testid="gauge" role="meter" aria-label="How usual this point is" aria-valuemin={0} aria-valuemax={100}>
        <p class="gauge-text">
          This point is <strong>{text}</strong>
        </p>
        <div class="gauge-track">
          <div ref={needle} class="gauge-carrier">
            <div class="gauge-needle" />
          </div>
        </div>
        <div class="gauge-ends" aria-hidden="true">
          <span>unusual</span>
          <span>usual</span>
        </div>
      </div>
      <details class="explain">
        <summary>How is this measured?</summary>
        <p>
          Encoded, the data fill some regions of the latent space and leave others empty. The density at this point is estimated from the
          distance to the {neighbours}th nearest of {count.toLocaleString("en")} encoded images (
          {workspace.model.stochastic ? "one posterior draw each" : "their codes"}), in standard deviations of each of the {dims.length}{" "}
          latents that the model uses, and ranked among the densities at those images themselves. Far from the data the decoder has never
          been trained: expect odd images.
        </p>
      </details>
    </div>
  );
}

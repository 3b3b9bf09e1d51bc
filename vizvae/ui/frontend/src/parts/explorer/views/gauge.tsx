/** How usual the shown z is. */

import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { describePercentile } from "../../latent/numbers";
import type { App } from "../app";
import { useImmediateEffect } from "../../widgets/use_immediate_effect";

/** Below this share of the data the needle warns. */
const UNUSUAL = 5;

export function Gauge({ app }: { app: App }) {
  const { usual, ready } = app.live;
  const meter = useRef<HTMLDivElement>(null);
  const needle = useRef<HTMLDivElement>(null);
  const text = useComputed(() => {
    if (usual.value !== null) return describePercentile(usual.value.percentile, usual.value.among);
    return ready.value ? "being compared with the data …" : "not compared yet";
  });
  const level = useComputed(() => (usual.value === null ? "unknown" : usual.value.percentile < UNUSUAL ? "unusual" : "usual"));
  useImmediateEffect(() => {
    const value = usual.value && usual.value.percentile;
    needle.current!.style.transform = `translateX(${value ?? 0}%)`;
    meter.current!.ariaValueNow = (value ?? 0).toFixed(0); // a meter must have one; the text says where it is none
    meter.current!.ariaValueText = text.value;
  });
  return (
    <div ref={meter} class="gauge" data-level={level} data-testid="gauge" role="meter" aria-label="How usual this point is" aria-valuemin={0} aria-valuemax={100}>
      <p class="gauge-text">
        <span class="gauge-lead">This point is </span>
        <strong>{text}</strong>
      </p>
      <div class="gauge-scale" aria-hidden="true">
        <span>unusual</span>
        <div class="gauge-track">
          <div ref={needle} class="gauge-carrier">
            <div class="gauge-needle" />
          </div>
        </div>
        <span>usual</span>
      </div>
    </div>
  );
}

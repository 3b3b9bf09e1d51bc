/** The weight of the KL as a slider over models that were trained with it: what the "variational" in the name does, and when. */

import { Explained } from "../../../parts/widgets/explained";
import { formatSignificant, latentName, percent } from "../../../parts/latent/numbers";
import type { GraphModel } from "../contract";
import type { GraphPage } from "../page";

/** A latent that carries less than this many nats says next to nothing. */
const ALIVE = 0.01;
/** Nats of a whole code, likewise: a seventh of a bit. */
const COLLAPSED = 0.1;

export function KlPanel({ page }: { page: GraphPage }) {
  const model = page.model.value;
  const bundle = page.bundle.value;
  const { family } = model;
  // The thumb and its words are where the hand is; the numbers below follow when the model is there.
  const at = family.findIndex(({ name }) => name === (page.wanted.value ?? model).name);
  const uncertainty = bundle?.uncertainty;
  if (family.length < 2 || at < 0 || !uncertainty) return null;
  const { latentKl: perLatent, meanSigma: std } = uncertainty;
  const now = family[at]!;
  const scores = page.scores.value ?? now;
  const alive = perLatent.reduce((count, value) => count + (value >= ALIVE ? 1 : 0), 0);
  return (
    <section class="kl-panel" data-testid="kl-panel" aria-busy={page.wanted.value !== null} aria-label="Weight of the KL">
      <label class="kl-slider">
        <h3>How much does the “variational” matter?</h3>
        <span class="hint">
          A variational model gives each node a cloud of places instead of one, and in training the KL pulls all clouds towards one and the same, the prior. These models differ only
          in how strongly. An effective β of 1 is the full pull, at which the loss is a true bound on the likelihood.
        </span>
        <span>
          <Explained text="Weight of the KL in training:" /> <output data-testid="kl-weight">{weightText(now.klWeight)}</output>
          {isUsual(page, at) && " (the papers' 1/N)"}, an effective β of <output data-testid="effective-beta">{betaText(now.effectiveBeta)}</output>
        </span>
        <input
          type="range"
          class="slider"
          data-testid="kl-slider"
          min={0}
          max={family.length - 1}
          step={1}
          value={at}
          aria-valuetext={`KL weight ${weightText(now.klWeight)}`}
          onPointerEnter={() => page.prepareFamily()}
          onFocus={() => page.prepareFamily()}
          onInput={(event) => void page.open(family[event.currentTarget.valueAsNumber]!)}
        />
        <span class="kl-ends hint">
          <span>{family[0]!.klWeight === 0 ? "no pull to the prior: an autoencoder with noise" : "the weakest pull to the prior"}</span>
          <span>{collapsed(family.at(-1)!) ? "only the prior: every node says the same" : "the strongest pull"}</span>
        </span>
      </label>
      <dl class="scores">
        <div class="score">
          <dt><Explained text="mean σ" /></dt>
          <dd>
            <output data-testid="mean-std">{std.toFixed(3)}</output>
            <small>the prior's is 1</small>
          </dd>
        </div>
        <div class="score">
          <dt><Explained text="KL of a node" /></dt>
          <dd>
            <output data-testid="kl-node">{perLatent.reduce((a, b) => a + b, 0).toFixed(2)}</output>
            <small><Explained text="nats: how far from the prior" /></small>
          </dd>
        </div>
        <div class="score">
          <dt>latents in use</dt>
          <dd>
            <output data-testid="alive">
              {alive} of {perLatent.length}
            </output>
            <small>above {ALIVE} nats</small>
          </dd>
        </div>
        <div class="score">
          <dt><Explained text="test AUC" /></dt>
          <dd>
            <output data-testid="family-auc">{percent(scores.auc, 1)}</output>
            <small>average precision {percent(scores.ap, 1)}</small>
          </dd>
        </div>
      </dl>
      <span class="hint">KL of each latent, from {LEAST_BAR} to {MOST_BAR} nats on a logarithmic scale:</span>
      <div class="latent-bars" role="img" aria-label="KL of each latent">
        {Array.from(perLatent, (value, latent) => (
          <div key={latent} title={`${latentName(latent)}: ${value.toFixed(3)} nats`} data-dead={value < ALIVE}>
            <i style={{ height: `${100 * barHeight(value)}%` }} />
            <span>{latentName(latent)}</span>
          </div>
        ))}
      </div>
      <Verdict page={page} />
    </section>
  );
}

/** All its latents together say next to nothing of a node. */
function collapsed({ kl }: GraphModel["family"][number]): boolean {
  return kl !== null && kl < COLLAPSED;
}

/** Nats, the ends of the bars' scale. */
const [LEAST_BAR, MOST_BAR] = [0.001, 10];

function barHeight(kl: number): number {
  return Math.min(1, Math.max(0, Math.log(kl / LEAST_BAR) / Math.log(MOST_BAR / LEAST_BAR)));
}

function isUsual(page: GraphPage, at: number): boolean {
  const { family, numNodes } = page.model.value;
  return Math.abs((family[at]!.klWeight ?? 0) * numNodes - 1) < 1e-6;
}

/** With this family's own numbers. */
function Verdict({ page }: { page: GraphPage }) {
  const { family } = page.model.value;
  const none = family[0]!;
  const usual = family.find((_, i) => isUsual(page, i));
  const full = family.find(({ effectiveBeta }) => (effectiveBeta ?? 0) > 0.9);
  const pressed = family.at(-1)!;
  return (
    <p class="hint">
      {usual && none.klWeight === 0 && (
        <>
          At the papers' weight of 1/N the effective β is {betaText(usual.effectiveBeta)}, and the test AUC {percent(usual.auc, 1)}: next to what it is without any KL (
          {percent(none.auc, 1)}).{" "}
        </>
      )}
      {full && full !== pressed && (
        <>
          At β ≈ {betaText(full.effectiveBeta)}, where the loss is a real lower bound on the likelihood, a node keeps {(full.kl ?? 0).toFixed(2)} nats and the AUC is{" "}
          {percent(full.auc, 1)}.{" "}
        </>
      )}
      At {betaText(pressed.effectiveBeta)} it is {percent(pressed.auc, 1)}
      {collapsed(pressed) ? ": the codes have collapsed onto the prior" : pressed.kl === null ? "" : `, and a node keeps ${pressed.kl.toFixed(2)} nats`}. The picture above keeps
      its scale while you drag, so that one sees the codes {collapsed(pressed) ? "shrink" : "change"}.
    </p>
  );
}

function weightText(weight: number | null): string {
  return weight === null ? "" : weight === 0 ? "0" : formatSignificant(weight, 2);
}

function betaText(beta: number | null): string {
  return beta === null ? "" : formatSignificant(beta, 2);
}

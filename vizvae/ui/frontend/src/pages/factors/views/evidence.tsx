/** What stands behind a cell: the points themselves, the two strips, and who else knows about the factor. */

import { useEffect } from "preact/hooks";
import { formatScore } from "../../../parts/latent/numbers";
import type { Cell } from "../contract";
import { byInformation, type Points } from "../measurement";
import { FactorStrip } from "./factor_rows";
import { LatentDot } from "./latent_dot";
import type { MetricsProps } from "./metrics_props";
import { Scatter } from "./scatter";
import { TraversalStrip } from "./traversals";

export function Evidence({ page, exploration, measurement, cell: [factor, latent] }: MetricsProps & { cell: Cell }) {
  const { name } = exploration.factors[factor]!;
  const points = measurement.points.value;
  const progress = measurement.pointsProgress.value;
  useEffect(() => void measurement.fetchPoints(), [measurement]);
  return (
    <section class="cell-evidence" aria-label={`Evidence for ${name} and ${page.nameOf(latent)}`} data-testid="evidence" data-ready={points !== null}>
      <div class="section-head">
        <h3>
          {name} and {page.nameOf(latent)}
        </h3>
        <button type="button" class="button" data-testid="close-evidence" onClick={() => exploration.look({ cell: null })}>
          Close
        </button>
      </div>
      <div class="evidence-parts">
        <div class="evidence-points">
          {points ? (
            <Scatter key={`${factor}-${latent}`} page={page} exploration={exploration} points={points} factor={factor} latent={latent} />
          ) : (
            <p class="hint" role="status">
              {progress ? progress.message : "Drawing and encoding the points …"} <progress value={progress?.fraction ?? 0} max={1} />
            </p>
          )}
        </div>
        <div class="evidence-side">
          <figure>
            <figcaption>
              What <strong>{name}</strong> does to the drawn image
            </figcaption>
            <div class="plain-strip">
              <FactorStrip exploration={exploration} factor={factor} />
            </div>
          </figure>
          <figure>
            <figcaption>
              What <strong>{page.nameOf(latent)}</strong> does to the decoded image
            </figcaption>
            <TraversalStrip key={latent} page={page} exploration={exploration} latent={latent} />
          </figure>
          {points && <Gap page={page} exploration={exploration} measurement={measurement} points={points} cell={[factor, latent]} />}
        </div>
      </div>
    </section>
  );
}

/** Who knows how much about the factor: the difference between the first two is the factor's share of the MIG. */
function Gap({ page, exploration, points, cell: [factor, latent] }: MetricsProps & { points: Points; cell: Cell }) {
  const { name } = exploration.factors[factor]!;
  const entropy = points.entropy[factor]!;
  const ordered = byInformation(points.information, factor, exploration.model.latentDim);
  const [first, second] = ordered;
  const share = (nats: number) => `${(100 * Math.max(0, nats)) / entropy}%`;
  return (
    <figure class="gap" data-testid="gap">
      <figcaption>
        Who knows about <strong>{name}</strong>: mutual information, as a share of all there is to know ({entropy.toFixed(2)} nats)
      </figcaption>
      <ol>
        {ordered.slice(0, 5).map(({ latent: other, nats }) => (
          <li key={other} data-chosen={other === latent}>
            <span class="latent-name">
              <LatentDot exploration={exploration} latent={other} /> {page.nameOf(other)}
            </span>
            <span class="gap-track">
              <i style={{ width: share(nats) }} />
              {other === first!.latent && second && (
                <b data-testid="gap-mark" style={{ left: share(second.nats), width: share(first!.nats - second.nats) }} />
              )}
            </span>
            <output>{formatScore(nats / entropy)}</output>
          </li>
        ))}
      </ol>
      {second && (
        <p class="hint" data-testid="gap-said">
          <i class="gap-swatch" /> The gap: {page.nameOf(first!.latent)} knows {formatScore(first!.nats / entropy)}, the runner-up {page.nameOf(second.latent)}{" "}
          {formatScore(second.nats / entropy)}; <strong>{formatScore((first!.nats - second.nats) / entropy)}</strong> of the factor is known to{" "}
          {page.nameOf(first!.latent)} alone. The mean of this over all factors is the MIG.
        </p>
      )}
    </figure>
  );
}

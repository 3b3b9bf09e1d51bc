/** Lines over the map: axes, prior, posterior, pins, path. In CSS pixels. */

import { formatDecimal } from "../../../parts/latent/numbers";
import { niceSteps } from "../../../parts/latent/axis_scale";
import { normalQuantile } from "../../../parts/latent/normal";
import { covarianceOutline, projectedCovariance, type Covariance } from "../../../parts/latent/ellipse";
import { coordinates } from "../../../parts/latent/plane";
import type { MapState, Point } from "../map_state";
import { rowOf, type ManifoldPage } from "../page";

interface Props {
  page: ManifoldPage;
  map: MapState;
  side: number;
}

const SEGMENTS = 72;
const IDENTITY: Covariance = { xx: 1, xy: 0, yy: 1 };

export function Marks({ page, map, side }: Props) {
  const onScreen = ([x, y]: Point): Point => [map.unit(0, x) * side, (1 - map.unit(1, y)) * side];
  const line = (points: readonly (readonly [number, number])[]) => points.map((point) => onScreen(point as Point).map((value) => value.toFixed(1)).join(",")).join(" ");
  const here = page.hereOnMap();
  return (
    <svg class="map-layer marks" viewBox={`0 0 ${side} ${side}`} aria-hidden="true">
      <Ticks map={map} side={side} />
      {map.show.value.includes("prior") && <Prior map={map} line={line} />}
      <Posterior page={page} map={map} line={line} />
      {map.path.value.length > 1 && <polyline class="mark-path" data-testid="path-line" points={line(map.path.value)} />}
      <Drawn page={page} line={line} />
      {map.pins.value.map((pin, i) => {
        const mark = map.mark(pin.z);
        if (!mark) return null;
        const [x, y] = onScreen(mark.at);
        return (
          <g key={pin.id} class="mark-pin" data-exact={mark.exact} data-testid={`pin-mark-${i}`} transform={`translate(${x.toFixed(1)}, ${y.toFixed(1)})`}>
            <circle r="9" />
            <text dy="0.35em">{i + 1}</text>
          </g>
        );
      })}
      {here && <Cross className="mark-here" at={onScreen(here.at)} exact={here.exact} />}
      <Moving page={page} map={map} onScreen={onScreen} />
    </svg>
  );
}

/** What follows the pointer is a component of its own, so that a move draws nothing else anew. */
function Moving({ page, map, onScreen }: { page: ManifoldPage; map: MapState; onScreen(point: Point): Point }) {
  const playing = page.playing.value;
  const hover = map.hover.value;
  return (
    <>
      {playing && <Cross className="mark-playing" at={onScreen(playing)} />}
      {hover && <Cross className="mark-hover" at={onScreen([hover.x, hover.y])} />}
    </>
  );
}

function Drawn({ page, line }: { page: ManifoldPage; line: Line }) {
  return (
    <>
      {page.line.value && <polyline class="mark-line" points={line(page.line.value)} />}
      {page.lasso.value.length > 1 && <polygon class="mark-lasso" points={line(page.lasso.value)} />}
    </>
  );
}

export function Cross({ className, at: [x, y], exact = true }: { className: string; at: Point; exact?: boolean }) {
  return <path class={className} data-testid={className} data-exact={exact} d={`M${x - 9} ${y}h18M${x} ${y - 9}v18`} />;
}

type Line = (points: readonly (readonly [number, number])[]) => string;

/** Where the prior N(0, I) lies: circles of 1, 2 and 3 standard deviations around z = 0. */
function Prior({ map, line }: { map: MapState; line: Line }) {
  const plane = map.plane.value;
  if (!plane || !map.model.stochastic) return null;
  const centre = coordinates(plane, new Float32Array(map.model.latentDim));
  return [1, 2, 3].map((numStd) => (
    <polygon key={numStd} class="mark-prior" data-testid={`prior-${numStd}`} points={line(covarianceOutline(centre, IDENTITY, numStd, SEGMENTS))} />
  ));
}

/** 1 and 2 standard deviations of q(z|x), to scale: of the data image under the pointer, else of the input. */
function Posterior({ page, map, line }: { page: ManifoldPage; map: MapState; line: Line }) {
  const plane = map.plane.value;
  const reference = map.reference.value;
  const index = map.hover.value?.index ?? null;
  const input = page.app.workspace.value.input.value?.posterior;
  const { latentDim } = map.model;
  const posterior =
    index !== null && reference
      ? { mu: rowOf(reference.mu, index, latentDim), logvar: reference.logvar && rowOf(reference.logvar, index, latentDim) }
      : input;
  if (!plane || !posterior?.logvar || posterior.mu.length !== latentDim) return null;
  const std = posterior.logvar.map((value) => Math.exp(value / 2));
  const covariance = projectedCovariance(plane.directions, std);
  const centre = coordinates(plane, posterior.mu);
  return [1, 2].map((numStd) => (
    <polygon key={numStd} class="mark-posterior" data-testid={`posterior-${numStd}`} points={line(covarianceOutline(centre, covariance, numStd, SEGMENTS))} />
  ));
}

/** Quantiles that are marked where the axis is spaced by them. */
const MARKED = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98];

export function Ticks({ map, side }: { map: MapState; side: number }) {
  const scales = map.scales.value;
  return [0, 1].map((axis) => {
    const scale = scales[axis as 0 | 1];
    const { low, high } = map.windows.value[axis as 0 | 1];
    const quantiles = scale.spacing === "quantile";
    const steps = niceSteps(low, high);
    const values = quantiles ? MARKED.map((p) => scale.mean + scale.std * normalQuantile(p)) : steps.values;
    return values.map((value) => {
      const unit = map.unit(axis as 0 | 1, value);
      if (unit < 0.03 || unit > 0.97) return null;
      const text = formatDecimal(value, quantiles ? (Math.abs(value) < 10 ? 1 : 0) : value === 0 ? 0 : steps.decimals);
      const at = unit * side;
      return axis === 0 ? (
        <g key={`x${value}`} class="mark-tick">
          <path d={`M${at} ${side}v-6`} />
          <text x={at} y={side - 9} text-anchor="middle">
            {text}
          </text>
        </g>
      ) : (
        <g key={`y${value}`} class="mark-tick">
          <path d={`M0 ${side - at}h6`} />
          <text x={9} y={side - at} dy="0.35em">
            {text}
          </text>
        </g>
      );
    });
  });
}

/** All measured points: the factor across, the latent upwards, with the bins in which mutual information is counted. */

import { counted, formatDecimal } from "../../../parts/latent/numbers";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { useImmediateEffect } from "../../../parts/widgets/use_immediate_effect";
import { useWidth } from "../../../parts/widgets/use_width";
import { packColour } from "../../../parts/drawing/colours";
import { nearestPoint, PointCloud } from "../../../parts/drawing/points";
import { normals } from "../../../parts/latent/random";
import type { Exploration } from "../exploration";
import type { Points } from "../measurement";
import type { FactorPage } from "../page";

interface Props {
  page: FactorPage;
  exploration: Exploration;
  points: Points;
  factor: number;
  latent: number;
}

const HEIGHT = 260;
const [LEFT, BOTTOM, TOP] = [40, 22, 6];
/** Points of one value are spread over this much of its column, so that they do not hide each other. */
const SPREAD = 0.8;
const WITHIN = 12;

export function Scatter({ page, exploration, points, factor, latent }: Props) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const here = useRef<HTMLDivElement>(null);
  const { name, values } = exploration.factors[factor]!;
  const { latentDim } = exploration.model;
  const numFactors = exploration.factors.length;
  const bins = points.edges.length / latentDim;
  const edges = points.edges.subarray(latent * bins, (latent + 1) * bins);
  const low = edges[0]!;
  const high = edges[bins - 1]!;
  const margin = 0.04 * (high - low) || 1;
  const windowX = { low: -0.5, high: values.length - 0.5 };
  const windowY = { low: low - margin, high: high + margin };
  const plotWidth = Math.max(1, width.value - LEFT);
  const plotHeight = HEIGHT - TOP - BOTTOM;
  const down = (value: number) => TOP + ((windowY.high - value) / (windowY.high - windowY.low)) * plotHeight;
  const across = (value: number) => LEFT + ((value + 0.5) / values.length) * plotWidth;

  const xy = useMemo(() => {
    // The same point stands at the same place at every visit.
    const jitter = normals(1, points.count);
    const places = new Float32Array(2 * points.count);
    for (let i = 0; i < points.count; i++) {
      const aside = Math.max(-1, Math.min(1, jitter[i]! / 2.5)) * (SPREAD / 2);
      places[2 * i] = points.factors[i * numFactors + factor]! + aside;
      places[2 * i + 1] = points.codes[i * latentDim + latent]!;
    }
    return places;
  }, [points, factor, latent]);

  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element || width.value === 0) return;
    const ratio = Math.min(devicePixelRatio, 2);
    element.width = Math.round(plotWidth * ratio);
    element.height = Math.round(plotHeight * ratio);
    const image = new ImageData(element.width, element.height);
    const colours = new Uint32Array(points.count).fill(packColour(43, 143, 214));
    new PointCloud(xy).draw(new Uint32Array(image.data.buffer), element.width, element.height, windowX, windowY, colours, 0.9 * ratio);
    element.getContext("2d")!.putImageData(image, 0, 0);
  }, [xy, plotWidth]);

  useImmediateEffect(() => {
    const code = exploration.shown.value?.code[latent];
    const value = exploration.at[factor]!.value;
    const element = here.current;
    if (!element || code === undefined) return;
    element.style.left = `calc(${LEFT}px + (100% - ${LEFT}px) * ${(value + 0.5) / values.length})`;
    element.style.top = `${down(code)}px`;
  });

  const choose = (event: MouseEvent) => {
    const i = nearestPoint(xy, windowX, windowY, plotWidth, plotHeight, event.offsetX, event.offsetY, WITHIN);
    if (i < 0) return;
    exploration.go({ at: Array.from(points.factors.subarray(i * numFactors, (i + 1) * numFactors)), z: null });
  };

  const every = Math.max(1, Math.ceil((values.length * (Math.max(...values.map(({ length }) => length)) * 7 + 14)) / plotWidth));
  return (
    <figure class="scatter" data-testid="scatter" data-points={points.count} data-bins={bins - 1}>
      <figcaption>
        {counted(points.count, "image")}: <strong>{name}</strong> across, <strong>{page.nameOf(latent)}</strong> upwards
      </figcaption>
      <div ref={frame} class="scatter-frame" style={{ height: `${HEIGHT}px` }}>
        <canvas
          ref={canvas}
          class="scatter-points"
          style={{ left: `${LEFT}px`, top: `${TOP}px`, width: `${plotWidth}px`, height: `${plotHeight}px` }}
          role="img"
          aria-label={`${name} against ${page.nameOf(latent)}`}
          title="Click a point to draw its image"
          onClick={choose}
        />
        {width.value > 0 && (
          <svg width={width.value} height={HEIGHT} aria-hidden="true">
            {Array.from(edges, (edge, i) => (
              <path key={i} class="scatter-bin" d={`M${LEFT} ${down(edge).toFixed(1)}H${width.value}`} />
            ))}
            <g class="chart-axes">
              {[low, (low + high) / 2, high].map((value) => (
                <text key={value} x={LEFT - 5} y={down(value)} dy="0.32em" text-anchor="end">
                  {formatDecimal(value, 1)}
                </text>
              ))}
              {values.map((text, value) =>
                value % every === 0 ? (
                  <text key={value} x={across(value)} y={HEIGHT - 6} text-anchor="middle">
                    {text}
                  </text>
                ) : null,
              )}
            </g>
          </svg>
        )}
        <div ref={here} class="scatter-here" title="the image above" />
      </div>
      <p class="hint">
        The lines are the {bins - 1} bins in which the latent’s values are counted. The ring is the image above; click a point to draw its image. If the points lie
        in a band that rises or falls, the latent tells the factor; if they fill the plane, it does not.
      </p>
    </figure>
  );
}

/**
 * How sure the model is of a node, against how many edges of it the encoder saw: the same nodes as in the two pictures. On paper it is
 * vizvae.figures.plot_uncertainty_degree; here the node under the pointer is the same in all pictures. The numbers of both are Python's.
 */

import { counted, formatDecimal, formatSignificant } from "../../../parts/latent/numbers";
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { AxisWindow } from "../../../parts/latent/axis_scale";
import { oncePerFrame } from "../../../parts/runtime/latest";
import { Choice } from "../../../parts/widgets/choice";
import type { Bundle } from "../bundle";
import { drawNodes, groundOf, onNewGround } from "../ground";
import type { GraphPage } from "../page";
import { NodeMarks } from "./node_marks";
import { useNodePointer } from "./node_pointer";

type Measure = "sigma" | "kl";

const MEASURES = [
  { key: "sigma", label: "mean σ" },
  { key: "kl", label: "KL, nats" },
] as const;
const TICKS = [0, 1, 2, 5, 10, 20, 50, 100, 200];
const MARGIN = 0.06;
/** A smaller rank correlation is called none. */
const WEAK = 0.1;

export function UncertaintyPlot({ page }: { page: GraphPage }) {
  const stochastic = page.bundle.value?.uncertainty;
  return (
    <details class="explain" data-testid="uncertainty">
      <summary>How sure is it of well-connected nodes?</summary>
      {stochastic === null ? (
        <p>This model is deterministic: a node has one code and no σ, so there is no uncertainty to plot. Choose a variational model, such as a VGAE.</p>
      ) : (
        <Scatter page={page} />
      )}
    </details>
  );
}

function Scatter({ page }: { page: GraphPage }) {
  const measure = useSignal<Measure>("sigma");
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSignal({ width: 0, height: 0 });
  const points = useComputed(() => page.bundle.value && places(page.bundle.value, measure.value));
  const windows = useComputed(() => points.value && windowsOf(points.value));
  const found = useComputed(() => page.bundle.value?.uncertainty?.rankCorrelation[measure.value] ?? NaN);
  useEffect(() => {
    const observer = new ResizeObserver(() => (size.value = { width: canvas.current?.clientWidth ?? 0, height: canvas.current?.clientHeight ?? 0 }));
    observer.observe(canvas.current!);
    return () => observer.disconnect();
  }, []);
  const painter = useMemo(
    () =>
      oncePerFrame(() => {
        const [element, colours, positions, shown] = [canvas.current, page.colours.peek(), points.peek(), windows.peek()];
        if (!element || !colours || !positions || !shown || !size.peek().width) return;
        const scale = Math.min(devicePixelRatio, 2);
        const [width, height] = [Math.round(size.peek().width * scale), Math.round(size.peek().height * scale)];
        const image = new ImageData(width, height);
        drawNodes(new Uint32Array(image.data.buffer), width, height, { positions, windows: shown, colours, radius: 2 * scale, scale, ground: groundOf(element) });
        [element.width, element.height] = [width, height];
        element.getContext("2d")!.putImageData(image, 0, 0);
      }),
    [],
  );
  useSignalEffect(() => {
    void [points.value, windows.value, size.value, page.colours.value];
    painter.request();
  });
  useEffect(() => onNewGround(canvas.current!, () => painter.request()), []);
  useNodePointer(page, canvas, points, windows);
  const { width, height } = size.value;
  return (
    <div class="uncertainty">
      <div class="choices">
        <Choice label="Up" testid="uncertainty-of" value={measure.value} options={MEASURES} onChoose={(key) => (measure.value = key as Measure)} />
      </div>
      <div class="scatter">
        <div class="map-y">{MEASURES.find(({ key }) => key === measure.value)!.label}</div>
        <div class="map-surface">
          <canvas ref={canvas} class="map-layer graph-canvas" data-testid="uncertainty-plot" role="img" aria-label="Uncertainty against the number of training edges" />
          {windows.value && <Ticks windows={windows.value} width={width} height={height} />}
          <NodeMarks page={page} positions={points} windows={windows} width={width} height={height} />
        </div>
        <div class="map-x">training edges of the node (logarithmic)</div>
      </div>
      <p data-testid="uncertainty-said">{sentence(found.value, measure.value, page.bundle.value?.uncertainty?.trainingDegrees ?? [])}</p>
    </div>
  );
}

function Ticks({ windows: [x, y], width, height }: { windows: [AxisWindow, AxisWindow]; width: number; height: number }) {
  const across = (value: number) => ((Math.log1p(value) - x.low) / (x.high - x.low)) * width;
  const up = [(2 * MARGIN) / (1 + 3 * MARGIN), 0.5, 0.9]; // the first: the smallest value
  return (
    <svg class="map-layer" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {TICKS.filter((value) => Math.log1p(value) < x.high).map((value) => (
        <text key={value} class="tick" x={across(value)} y={height - 4} text-anchor="middle">
          {value}
        </text>
      ))}
      {up.map((part) => (
        <text key={part} class="tick" x="3" y={(1 - part) * height} dy="0.35em">
          {formatSignificant(y.low + part * (y.high - y.low), 2)}
        </text>
      ))}
    </svg>
  );
}

function places({ uncertainty }: Bundle, measure: Measure): Float32Array | null {
  if (!uncertainty) return null;
  const { [measure]: values, trainingDegrees } = uncertainty;
  return Float32Array.from({ length: 2 * values.length }, (_, i) => (i % 2 ? values[i >> 1]! : Math.log1p(trainingDegrees[i >> 1]!)));
}

function windowsOf(points: Float32Array): [AxisWindow, AxisWindow] {
  const [x, y] = [0, 1].map((axis) => {
    const values = points.filter((_, i) => i % 2 === axis).sort();
    const [low, high] = [values[0] ?? 0, values.at(-1) ?? 1];
    const margin = MARGIN * Math.max(high - low, 1e-6);
    return { low: low - 2 * margin, high: high + margin };
  });
  return [x!, y!];
}

function sentence(correlation: number, measure: Measure, degrees: ArrayLike<number>): string {
  const what = measure === "sigma" ? "σ" : "KL";
  const numNodes = degrees.length;
  if (Number.isNaN(correlation))
    return Array.from(degrees).every((one) => one === degrees[0])
      ? `The encoder saw as many edges of every node: what ${what} has to do with them cannot be said.`
      : `Every node has the same ${what}: it says nothing about how connected a node is.`;
  const measured = `(Spearman's rank correlation ${formatDecimal(correlation, 2)} over ${counted(numNodes, "node")})`;
  if (Math.abs(correlation) < WEAK) return `${what} hardly depends on how many edges of a node the encoder saw ${measured}.`;
  if (measure === "kl") return `The more edges of a node the encoder saw, the ${correlation > 0 ? "further its posterior is from" : "nearer its posterior is to"} the prior ${measured}.`;
  return correlation < 0 ? `The more edges of a node the encoder saw, the surer it is of the node's place ${measured}.` : `The more edges of a node the encoder saw, the less sure it is of the node's place ${measured}.`;
}

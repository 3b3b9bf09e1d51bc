/** The models of this graph beside one another: the same nodes, the same held-out edges. */

import { counted, formatCount, percent } from "../../../parts/latent/numbers";
import { useComputed, useSignal, useSignalEffect, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { fitWindows } from "../../../parts/latent/fit_windows";
import { principalDirections, projectAll } from "../../../parts/latent/plane";
import { bestTurn, turned } from "../../../parts/latent/procrustes";
import { fetchBytes } from "../../../parts/runtime/fetching";
import { parseSafetensors } from "../../../parts/runtime/safetensors";
import type { Relative } from "../contract";
import { drawNodes, groundOf, onNewGround } from "../ground";
import type { GraphPage } from "../page";

export function ComparePanel({ page }: { page: GraphPage }) {
  const opened = useSignal(false);
  const { siblings } = page.model.value;
  if (siblings.length < 2) return null;
  return (
    <details class="compare" data-testid="compare" onToggle={(event) => (opened.value = event.currentTarget.open)}>
      <summary>
        <strong>Compare the {counted(siblings.length, "model")} of this graph</strong> <span class="hint">trained on the same edges, tested on the same held-out ones</span>
      </summary>
      {opened.value && (
        <div class="compare-models">
          {siblings.map((one) => (
            <Card key={one.name} page={page} one={one} />
          ))}
        </div>
      )}
    </details>
  );
}

function Card({ page, one }: { page: GraphPage; one: Relative }) {
  const { family, name } = page.model.value;
  const meanSigma = useSignal<number | null>(null);
  const here = one.name === name || family.some((member) => member.name === one.name);
  return (
    <button type="button" class="compare-model" data-testid={`compare-${one.name}`} aria-pressed={here} onClick={() => void page.open(one)}>
      <strong>{one.title}</strong>
      <SmallPicture page={page} one={one} meanSigma={meanSigma} />
      <table>
        <tbody>
          <Row name="test AUC" value={percent(one.auc, 1)} />
          <Row name="average precision" value={percent(one.ap, 1)} />
          {one.overSplits && (
            <>
              <Row name={`AUC over ${one.overSplits.count} splits`} value={spread(one.overSplits.auc)} />
              <Row name={`average precision over ${one.overSplits.count} splits`} value={spread(one.overSplits.ap)} />
            </>
          )}
          {one.precision !== null && <Row name="right of as many pairs as edges" value={percent(one.precision)} />}
          <Row name="KL of a node" value={one.kl === null ? "none" : `${one.kl.toFixed(1)} nats`} />
          {meanSigma.value !== null && <Row name="mean σ" value={meanSigma.value.toFixed(2)} />}
          <Row name="latents" value={String(one.latentDim)} />
          <Row name="weights" value={formatCount(one.numParameters)} />
        </tbody>
      </table>
    </button>
  );
}

function spread([mean, sd]: [number, number]): string {
  return `${mean.toFixed(1)} ± ${sd.toFixed(1)}`;
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{value}</td>
    </tr>
  );
}

const SIDE = 180;
const OUTSIDE = 0.006;

/** The nodes where this model puts them (its two widest directions, turned like the large picture), and the ones in question. */
function SmallPicture({ page, one, meanSigma }: { page: GraphPage; one: Relative; meanSigma: Signal<number | null> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const mu = useSignal<Float32Array | null>(null);
  const ground = useSignal(0);
  useEffect(() => onNewGround(canvas.current!, () => ground.value++), []);
  useEffect(() => {
    let wanted = true;
    fetchBytes(one.codesUrl, "the codes")
      .then((bytes) => {
        if (!wanted) return;
        const arrays = parseSafetensors(bytes);
        mu.value = arrays["mu"]!.values as Float32Array;
        const sigma = arrays["mean_sigma"]!.values[0]!;
        meanSigma.value = Number.isNaN(sigma) ? null : sigma;
      })
      .catch((error: unknown) => wanted && page.messages.error(error instanceof Error ? error.message : String(error)));
    return () => void (wanted = false);
  }, [one.codesUrl]);
  const points = useComputed(() => {
    const target = page.places.embedding.value;
    if (!mu.value) return null;
    const { mean, directions } = principalDirections(mu.value, one.latentDim, Math.min(2, one.latentDim));
    const flat = projectAll({ origin: mean, directions: [directions[0]!, directions[1] ?? new Float32Array(one.latentDim)] }, mu.value, one.latentDim);
    return target?.length === flat.length ? turned(flat, bestTurn(flat, target)) : flat;
  });
  useSignalEffect(() => {
    const [places, bundle] = [points.value, page.bundle.value];
    const focus = [page.selection.hovered.value, ...page.selection.chosen.value];
    const context = canvas.current?.getContext("2d");
    if (!places || !bundle || !context || places.length !== 2 * bundle.numNodes) return;
    void ground.value;
    const scale = Math.min(devicePixelRatio, 2);
    const pixels = SIDE * scale;
    context.canvas.width = context.canvas.height = pixels;
    const image = new ImageData(pixels, pixels);
    const windows = fitWindows(places, OUTSIDE);
    const [x, y] = windows;
    drawNodes(new Uint32Array(image.data.buffer), pixels, pixels, { positions: places, windows, colours: page.colours.value!, radius: pixels / 150, scale, ground: groundOf(context.canvas) });
    context.putImageData(image, 0, 0);
    context.lineWidth = pixels / 60;
    for (const node of focus) {
      if (node === null) continue;
      const left = ((places[2 * node]! - x.low) / (x.high - x.low)) * pixels;
      const top = (1 - (places[2 * node + 1]! - y.low) / (y.high - y.low)) * pixels;
      for (const [width, colour] of [[pixels / 40, "#000"], [pixels / 80, "#fff"]] as const) {
        context.beginPath();
        context.lineWidth = width;
        context.strokeStyle = colour;
        context.arc(left, top, pixels / 26, 0, 2 * Math.PI);
        context.stroke();
      }
    }
  });
  return <canvas ref={canvas} class="compare-picture" width={SIDE} height={SIDE} role="img" aria-label={`Embedding by ${one.title}`} />;
}

/** The planes of the autoencoder and of the VAE, one place in both, and what either decodes there. */

import { counted, formatDecimal, percent } from "../../../parts/latent/numbers";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { CLASS_COLOURS, cssColour } from "../../../parts/drawing/colours";
import { bytePixels, imagePixels } from "../../../parts/drawing/pixels";
import type { DataImages } from "../../../parts/explorer/data_images";
import { loadImages, loadReference } from "../../../parts/explorer/resources";
import { ImageCanvas } from "../../../parts/explorer/views/image_canvas";
import { nearest, type Neighbourhood } from "../../../parts/latent/density";
import { Recent } from "../../../parts/runtime/recent";
import type { AutoencoderAnswer, DecoderSource, PlaneModel } from "../contract";
import type { Controls } from "../controls";
import { prepareDecoder, useDecoded } from "../decoding";
import { codeAt, codeCloud, drawLike, drawPrior, placeOf, shareFar, usualDistance, type CodeCloud, type Pair } from "../maths/code_cloud";
import { Awaited } from "./awaited";
import { CodePlane, REACH } from "./code_plane";

/** Nine of ten codes have another nearer than what is called far. */
const USUAL = 0.9;
const NUM_DRAWS = 1000;
const NAMES = { ae: "Autoencoder", vae: "VAE" } as const;
type Which = keyof typeof NAMES;

interface Known {
  codes: Float32Array;
  means: Neighbourhood;
  cloud: CodeCloud;
  /** Standard deviations. */
  usual: number;
  /** Of draws: 0…1. */
  far: number;
}

type Loaded = Record<Which, Known>;

const IMAGE = { channels: 1, height: 28, width: 28 };

const loadings = new Recent<Loaded>(1);

const load = (answer: AutoencoderAnswer): Promise<Loaded> => loadings.get(`${answer.models.ae.reference.url} ${answer.models.vae.reference.url}`, () => fetchLoaded(answer));

async function fetchLoaded({ models }: AutoencoderAnswer): Promise<Loaded> {
  prepareDecoder(models.ae.decoder);
  prepareDecoder(models.vae.decoder);
  const [ae, vae] = await Promise.all([loadReference(models.ae), loadReference(models.vae)]);
  const known = (which: Which, codes: Float32Array, means: Neighbourhood): Known => {
    const cloud = codeCloud(codes);
    const usual = usualDistance(codes, means, USUAL);
    return { codes, means, cloud, usual, far: shareFar((seed) => drawn(which, cloud, seed), means, usual, NUM_DRAWS) };
  };
  return { ae: known("ae", ae.mu, ae.means), vae: known("vae", vae.mu, vae.means) };
}

const drawn = (which: Which, cloud: CodeCloud, seed: number): Pair => (which === "vae" ? drawPrior(seed) : drawLike(cloud, seed));

export function CodePlanes({ answer, controls }: { answer: AutoencoderAnswer; controls: Controls<"autoencoder"> }) {
  const loaded = useSignal<Loaded | null>(null);
  const images = useSignal<DataImages | null>(null);
  const problem = useSignal<string | null>(null);
  const fetchAll = async () => {
    try {
      loaded.value = await load(answer);
      images.value = await loadImages({ data: answer.data, image: IMAGE });
      problem.value = null;
    } catch (error) {
      problem.value = `${error instanceof Error ? error.message : String(error)}.`;
    }
  };
  useEffect(() => void fetchAll(), [answer]);
  return (
    <>
      {loaded.value && <Planes answer={answer} loaded={loaded.value} images={images.value} controls={controls} />}
      {!images.value && <Awaited problem={problem.value} again={() => void fetchAll()} />}
    </>
  );
}

interface PlanesProps {
  answer: AutoencoderAnswer;
  loaded: Loaded;
  images: DataImages | null;
  controls: Controls<"autoencoder">;
}

function Planes({ answer: { models, data }, loaded, images, controls: { from, digit, draw, across, up } }: PlanesProps) {
  const under = useSignal<Pair | null>(null);
  const codeIn = (which: Which): Pair => {
    const { codes, cloud } = loaded[which];
    if (under.value) return codeAt(cloud, under.value);
    if (from.value.value === "digit") return [codes[2 * digit.value.value]!, codes[2 * digit.value.value + 1]!];
    if (from.value.value === "draw") return drawn(which, cloud, draw.value.value + 1);
    return codeAt(cloud, [across.value.value, up.value.value]);
  };
  const pin = (at: Pair) => {
    under.value = null;
    from.value.value = "place";
    across.value.value = at[0];
    up.set(at[1]);
  };
  const own = from.value.value === "digit" && !under.value ? digit.value.value : null;
  return (
    <>
      <div class="code-planes">
        {(["ae", "vae"] as const).map((which) => (
          <OnePlane
            key={which}
            which={which}
            model={models[which]}
            known={loaded[which]}
            images={images}
            labels={data.labels}
            code={codeIn(which)}
            own={own}
            onLook={(at) => (under.value = at)}
            onPin={from.shown.value && across.shown.value && up.shown.value ? pin : null}
          />
        ))}
      </div>
      <p class="hint code-legend">
        {CLASS_COLOURS.map((colour, label) => (
          <span key={label}>
            <i style={{ background: cssColour(colour) }} />
            {label}
          </span>
        ))}
        <span>{counted(data.count, "encoded digit")}, each plane {REACH} standard deviations (sd) of its codes either way</span>
      </p>
    </>
  );
}

interface OneProps {
  which: Which;
  model: PlaneModel;
  known: Known;
  /** Null while they are still being fetched. */
  images: DataImages | null;
  labels: readonly number[];
  code: Pair;
  /** The digit whose code it is. */
  own: number | null;
  onLook(at: Pair | null): void;
  onPin: ((at: Pair) => void) | null;
}

function OnePlane({ which, model, known: { codes, means, cloud, usual, far }, images, labels, code, own, onLook, onPin }: OneProps) {
  const { squared, first } = nearest(code, means, 1);
  const distance = Math.sqrt(squared[0]!);
  const isFar = own === null && distance > usual;
  const shown = own ?? first;
  const bytes = images?.at(shown) ?? null;
  const digit = useMemo(() => bytes && bytePixels(bytes, 1), [bytes]);
  return (
    <section aria-label={NAMES[which]}>
      <h3>
        {NAMES[which]} <span class="hint">{model.decoder.name}</span>
      </h3>
      <CodePlane name={NAMES[which]} testid={`plane-${which}`} codes={codes} labels={labels} cloud={cloud} at={placeOf(cloud, code)} far={isFar} onLook={onLook} onPin={onPin} />
      <div class="code-images">
        <figure>
          <Image source={model.decoder} code={code} testid={`decoded-${which}`} />
          <figcaption>decoded</figcaption>
        </figure>
        <figure>
          <div class="code-decoded">{digit && <ImageCanvas rgba={digit} width={28} height={28} label={`A handwritten ${labels[shown]}`} />}</div>
          <figcaption>
            {own === null ? "nearest" : "encoded"}: a {labels[shown]}
          </figcaption>
        </figure>
      </div>
      <p class={isFar ? "code-says far" : "code-says"} data-testid={`says-${which}`}>
        {own !== null ? (
          <>784 pixels, through 2 numbers ({code.map((value) => formatDecimal(value, 1)).join(", ")}), and back.</>
        ) : isFar ? (
          <>
            <strong>No digit near:</strong> the nearest is <output>{distance.toFixed(3)}</output> sd away. Nine of ten have another within {usual.toFixed(3)}.
          </>
        ) : (
          <>
            Among the digits: the nearest is <output>{distance.toFixed(3)}</output> sd away.
          </>
        )}
      </p>
      <p class="hint">
        Of {counted(NUM_DRAWS, "draw")} from {which === "vae" ? "the prior N(0, I)" : "a Gaussian fitted to the codes"}, <output data-testid={`far-${which}`}>{percent(100 * far)}</output> land
        where no digit is near.
      </p>
    </section>
  );
}

function Image({ source, code, testid }: { source: DecoderSource; code: Pair; testid: string }) {
  const z = useMemo(() => Float32Array.from(code), [...code]);
  const { images, problem } = useDecoded(source, z);
  const mean = images.value?.mean;
  const rgba = useMemo(() => (mean ? imagePixels(mean, 1) : null), [mean]);
  if (problem.value) return <p role="alert">{problem.value}.</p>;
  return (
    <div class="code-decoded" data-testid={testid} data-ready={rgba !== null}>
      {rgba && <ImageCanvas rgba={rgba} width={28} height={28} label="Decoded" />}
    </div>
  );
}

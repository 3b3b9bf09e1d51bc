/** An image of which the lower part is hidden, completed by a PixelCNN or a PixelRNN and by a VAE. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { greyBytes } from "../../../parts/drawing/pixels";
import { binarise } from "../../../parts/latent/binarise";
import { Choice } from "../../../parts/widgets/choice";
import type { ComparePage } from "../page";
import { COMPLETIONS, SIDE, VAE_STEPS } from "../pixel_play";
import { Images } from "./image";
import { useSeen } from "./use_seen";

/** A pen that still draws asks for nothing. */
const REST_MS = 300;
/** Neither on nor off: hidden. */
const HIDDEN = 0.3;

export function HiddenPart({ page }: { page: ComparePage }) {
  const { play } = page;
  const revealed = useSignal(false);
  const input = page.input.value;
  const by = play.completedBy.value;
  // Black and white, as pixels are that come one by one.
  const image = useMemo(() => input && binarise(greyBytes(input), "draw"), [input]);
  const rows = play.rows.value;
  const given = useMemo(() => image?.map((pixel, i) => (i < SIDE * rows || revealed.value ? pixel : HIDDEN)) ?? null, [image, rows, revealed.value]);
  useEffect(() => {
    revealed.value = false;
  }, [image]);
  const complete = () => {
    play.seed.value++;
    if (image) void play.complete(image);
  };
  const seen = useRef(false);
  const part = useSeen<HTMLDivElement>(image !== null, () => {
    seen.current = true;
    complete();
  });
  useEffect(() => {
    if (!seen.current || !image || play.completedOf(image, rows)) return undefined;
    play.stopCompleting(); // of another image, with other rows, or by another model
    const timer = setTimeout(complete, REST_MS);
    return () => clearTimeout(timer);
  }, [image, rows, by]);
  const completed = play.completedOf(image, rows);
  const row = (title: string, images: readonly Float32Array[], testid: string) => (
    <div class="completed" data-testid={testid} data-count={images.length}>
      <strong>{title}</strong>
      {Array.from({ length: COMPLETIONS }, (_, i) => (
        <Images key={`${completed?.turn}-${i}`} pixels={images[i] ?? null} label={`The image as completed by ${title}, ${i + 1}`} testid={`${testid}-${i}`} />
      ))}
    </div>
  );
  return (
    <section class="pixel-play" aria-label="The hidden part">
      <h3>The hidden part</h3>
      <p class="hint">
        The image from the top of the page, cut off below. What draws pixel by pixel goes on where the image ends, from the top down; with the upper half hidden it could not, for it only knows what
        comes before. A VAE guesses the whole, looks at it again with what is known, and guesses again, {VAE_STEPS} times.
      </p>
      <div class="button-row">
        <button type="button" class="button" data-testid="complete" disabled={!image} onClick={complete}>
          Complete it
        </button>
        <button type="button" class="button" data-testid="reveal" aria-pressed={revealed.value} onClick={() => (revealed.value = !revealed.value)}>
          {revealed.value ? "Hide the rest" : "Show the truth"}
        </button>
        {play.drawers.length > 1 && (
          <Choice label="Pixel by pixel" testid="completed-by" value={by} options={play.choices} onChoose={(name) => (play.completedBy.value = name)} />
        )}
        <label class="choice">
          <span>Rows shown</span>
          <input
            type="range"
            class="slider"
            data-testid="rows-shown"
            min={2}
            max={SIDE - 2}
            value={rows}
            aria-valuetext={`${rows} of ${SIDE} rows`}
            onInput={(event) => (play.rows.value = event.currentTarget.valueAsNumber)}
          />
          <output>{rows} of {SIDE}</output>
        </label>
      </div>
      <div ref={part} class="hidden-part">
        <div class="completed">
          <strong>{revealed.value ? "The truth" : "Shown"}</strong>
          <Images pixels={given} label={revealed.value ? "The whole image" : `The upper ${rows} rows of the image`} testid="given" />
        </div>
        {row(play.completer.facts.title, completed?.byPixels ?? [], "by-pixels")}
        {row("VAE", completed?.byVae ?? [], "by-vae")}
      </div>
    </section>
  );
}

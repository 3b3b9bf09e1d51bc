/** The image that goes through all models: drawn here, or one of those that no model was trained on. */

import { useRef } from "preact/hooks";
import type { Pad } from "../../../parts/drawing/pad";
import { DrawingCanvas } from "../../../parts/widgets/drawing_canvas";
import type { ComparePage } from "../page";
import { ImageStrip } from "./image_strip";
import { Images } from "./image";
import { percent } from "../../../parts/latent/numbers";

export function InputPanel({ page }: { page: ComparePage }) {
  const pad = useRef<Pad | null>(null);
  const use = () => page.draw(pad.current!.picture());
  const { labels, classes, one, several } = page.data.images;
  const named = (image: number): string => `Of the ${several}: ${classes[labels[image]!]!}`;
  return (
    <section class="compare-input" aria-label="The image that goes in">
      <div class="compare-pad">
        <div class="compare-square">
          <DrawingCanvas pad={pad} onDraw={use} />
          {!page.drawing.value && <span aria-hidden="true">draw here</span>}
        </div>
        <div class="button-row">
          <button
            type="button"
            class="button"
            data-testid="draw-clear"
            onClick={() => {
              pad.current!.clear();
              use();
            }}
          >
            Clear
          </button>
        </div>
      </div>
      <div class="compare-choose">
        <h3>What goes in</h3>
        <p class="hint">Draw {one} in the black square, or take one that no model was trained on.</p>
        <ImageStrip page={page} of="digit" testid="digits" label="The image that goes in" />
        <h3>Where it goes to</h3>
        <p class="hint">Halfway between two images, does a model draw {one}, or two on top of each other?</p>
        <ImageStrip page={page} of="to" testid="digits-to" label="The image to go to" />
        <label class="compare-at">
          <Images pixels={page.input.value} label={page.drawing.value ? "Your drawing" : named(page.numbers.digit.value)} testid="compare-from" />
          <input
            type="range"
            class="slider"
            data-testid="compare-at"
            min={0}
            max={1}
            step={0.01}
            value={page.numbers.at.value}
            aria-label="How far from the one to the other"
            aria-valuetext={percent(100 * page.numbers.at.value)}
            onInput={(event) => page.set("at", event.currentTarget.valueAsNumber)}
          />
          <Images pixels={page.images.value?.[page.numbers.to.value] ?? null} label={named(page.numbers.to.value)} testid="compare-to" />
        </label>
      </div>
    </section>
  );
}

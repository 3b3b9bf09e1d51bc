/** A PixelCNN or a PixelRNN draws, pixel after pixel, what a VAE draws in one pass. */

import { counted, percent } from "../../../parts/latent/numbers";
import { Choice } from "../../../parts/widgets/choice";
import type { PixelPlay } from "../pixel_play";
import { milliseconds } from "../words";
import { Images } from "./image";
import { useSeen } from "./use_seen";

const PACES = [
  { key: "watch", label: "to watch it" },
  { key: "fast", label: "as fast as it can" },
];

export function PixelByPixel({ play }: { play: PixelPlay }) {
  const pictures = useSeen<HTMLDivElement>(true, () => void play.draw());
  const { title } = play.drawer.facts;
  const choose = (name: string) => {
    play.by.value = name;
    play.drawn.value = null; // one model's drawing never stands under the other's name
    void play.draw();
  };
  const drawn = play.drawn.value;
  const onePass = play.onePass.value;
  const last = drawn && drawn.count > 0 ? drawn.probabilities[drawn.count - 1]! : null;
  const isDone = drawn !== null && drawn.count === drawn.pixels.length;
  return (
    <section class="pixel-play" aria-label="Pixel by pixel">
      <h3>Pixel by pixel</h3>
      <p class="hint">
        A PixelCNN or a PixelRNN has no latents. It asks of each pixel in turn: given all above and to the left, how likely is it on? Then it throws that coin and goes on. That is why its likelihood is exact, and
        why it needs as many passes as there are pixels, where a VAE needs one.
      </p>
      <div class="button-row">
        <button type="button" class="button" data-testid="draw-pixels" onClick={() => void play.draw()}>
          Draw one each
        </button>
        {play.drawers.length > 1 && <Choice label="Drawn by" testid="drawn-by" value={play.by.value} options={play.choices} onChoose={choose} />}
        <Choice label="Pace" testid="pace" value={play.pace.value} options={PACES} onChoose={(key) => (play.pace.value = key as "watch" | "fast")} />
      </div>
      <div ref={pictures} class="pixel-pictures" data-testid="pixel-pictures" data-count={drawn?.count ?? 0}>
        <figure>
          <Images pixels={drawn?.pixels ?? null} label={`What the ${title} has drawn`} testid="pixels-drawn" />
          <figcaption>
            <strong>{title}</strong>
            <span class="hint" role="status">
              {!drawn ? "not begun" : isDone ? `${counted(drawn.count, "pixel")}, ${milliseconds(drawn.ms / 1000)}` : `pixel ${drawn.count} of ${drawn.pixels.length}`}
            </span>
          </figcaption>
        </figure>
        <figure>
          <Images pixels={drawn?.probabilities ?? null} label={`How likely the ${title} held each pixel to be on`} testid="pixel-probabilities" />
          <figcaption>
            <strong>how sure it was</strong>
            <span class="hint">{last === null || isDone ? "white: surely on" : `this one is on with ${percent(100 * last)}`}</span>
          </figcaption>
        </figure>
        <figure>
          <Images pixels={onePass?.image ?? null} label="What the VAE draws" testid="one-pass" />
          <figcaption>
            <strong>VAE</strong>
            <span class="hint">{onePass ? `1 pass, ${milliseconds(onePass.ms / 1000)}` : "not begun"}</span>
          </figcaption>
        </figure>
      </div>
      {play.problem.value && <p role="alert">{play.problem.value}</p>}
    </section>
  );
}

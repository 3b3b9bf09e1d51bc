/** What the buttons do. */

import type { Binarisation } from "../latent/binarise";
import { nearest } from "../latent/density";
import { frame, type Grey } from "../latent/framing";
import { sample } from "../latent/gaussian";
import { packPixels } from "../latent/pixel_text";
import { normals } from "../latent/random";
import type { Engine } from "../runtime/engine";
import { latestOnly } from "../runtime/latest";
import { Animation } from "./animation";
import { encodePicture, type Picture } from "./encoding";
import { posteriorOf } from "./evidence";
import type { Live } from "./live";
import type { Messages } from "../widgets/messages";
import { loadImage, titleOf } from "./resources";
import { meanOf, type ImageInput, type PointKind, type Workspace } from "./workspace";

export class Actions {
  readonly animation = new Animation();
  private randomDraws = 0;
  private imagesChosen = 0;
  private posteriorDraws = { of: null as ImageInput | null, count: 0 };

  constructor(
    private readonly workspace: () => Workspace,
    private readonly engine: Engine,
    private readonly live: Live,
    private readonly messages: Messages,
  ) {}

  /** The middle of the prior; a deterministic autoencoder has none, its codes have a middle. */
  middle(): void {
    const { model } = this.begin();
    if (model.stochastic) this.start(new Float32Array(model.latentDim), "Prior mean");
    else this.start(model.latents.map(({ mean }) => mean), "Centre of the data");
  }

  random(): void {
    const { model } = this.begin();
    const draw = ++this.randomDraws;
    const noise = normals(draw, model.latentDim);
    if (model.stochastic) this.start(noise, `Random prior draw ${draw}`, "draw");
    else this.start(model.latents.map(({ mean, std }, i) => mean + std * noise[i]!), `Random draw ${draw} around the data`);
  }

  async chooseImage(index: number): Promise<void> {
    const { model } = this.begin();
    const turn = ++this.imagesChosen;
    try {
      const grey = await loadImage(model, index);
      if (turn !== this.imagesChosen || this.workspace().model !== model) return; // another was chosen meanwhile
      const spec = { kind: "data" as const, index };
      this.take({ spec, title: titleOf(model, spec), grey });
    } catch (error) {
      this.messages.error(`This image could not be opened: ${reason(error)}.`);
    }
  }

  /** A drawing or an upload, not yet framed. `settled`: the stroke has ended, so that this is a step and no preview of one. */
  async usePicture(kind: "drawing" | "upload", picture: Grey, settled = true): Promise<void> {
    const { model } = this.begin();
    const { height, width } = model.image;
    const grey = frame(picture, model.data.framing, height, width);
    if (!grey) {
      this.messages.error(
        kind === "drawing"
          ? "Draw something first: press and move inside the black square, then it is encoded when you let go."
          : "The uploaded picture holds nothing to encode: expected a shape that stands out from its background.",
      );
      return;
    }
    await this.useImage(kind, grey, settled);
  }

  /** Bytes of an image of the model's own shape. */
  async useImage(kind: "drawing" | "upload", grey: Uint8Array, settled = true): Promise<void> {
    const { model } = this.begin();
    const spec = { kind, pixels: await packPixels(grey) };
    this.take({ spec, title: titleOf(model, spec), grey }, settled);
  }

  posteriorMean(): void {
    const { input } = this.begin();
    const shown = input.peek();
    if (shown) this.workspace().go({ z: shown.posterior.mu, origin: meanOf(shown) });
  }

  resample(): void {
    const shown = this.begin().input.peek();
    const posterior = shown && posteriorOf(shown);
    if (!posterior) return;
    const count = this.posteriorDraws.of === shown ? this.posteriorDraws.count + 1 : 1;
    this.posteriorDraws = { of: shown, count };
    this.workspace().go({ z: sample(posterior, count), origin: `Posterior draw ${count} of ${shown.title}`, kind: "draw" });
  }

  /** The image whose posterior mean lies nearest, in standard deviations of the data. */
  async snap(): Promise<void> {
    const workspace = this.begin();
    const reference = this.live.reference.peek();
    if (reference) await this.chooseImage(nearest(workspace.currentZ(), reference.means, 1).first);
    else this.messages.info("The data are still being fetched: try again in a moment.");
  }

  /** Another black-and-white version of the same image is another input: it is encoded anew. z follows if it was the posterior mean. */
  async setBinarisation(binarisation: Binarisation): Promise<void> {
    const workspace = this.begin();
    workspace.binarisation.value = binarisation;
    const before = workspace.input.peek();
    if (!before || before.binarisation === binarisation) return;
    const input = await this.tryEncoding(before);
    // Chosen once more meanwhile, or another image: what comes now belongs to nothing that is shown.
    if (!input || workspace.binarisation.peek() !== binarisation || workspace.input.peek() !== before) return;
    const z = workspace.currentZ();
    const atMean = before.posterior.mu.every((value, i) => Math.abs(value - z[i]!) < 1e-4);
    workspace.go({ z: atMean ? input.posterior.mu : z, input, origin: atMean ? meanOf(input) : workspace.origin.peek() });
  }

  toggleAnimation(): void {
    if (this.animation.running.peek()) this.animation.stop();
    else this.animation.start(this.begin());
  }

  reset = (): void => this.begin().reset();
  undo = (): void => this.begin().undo();
  redo = (): void => this.begin().redo();

  /** Encodes without going anywhere: the input that a link names. Null after a message. */
  async tryEncoding(picture: Picture): Promise<ImageInput | null> {
    const workspace = this.workspace();
    try {
      return await encodePicture(this.engine, workspace.model, picture, workspace.binarisation.peek());
    } catch (error) {
      this.messages.error(`This image could not be encoded: ${reason(error)}. The sliders still work.`);
      return null;
    }
  }

  private begin(): Workspace {
    this.animation.stop();
    this.messages.clear();
    this.live.preview.value = null;
    return this.workspace();
  }

  private start(z: ArrayLike<number>, origin: string, kind: PointKind = "mean"): void {
    this.workspace().go({ z, input: null, origin, kind, start: true });
  }

  private take(picture: Picture, settled = true): void {
    this.follow({ picture, settled });
  }

  /** While a stroke is drawn many pictures come: only the newest is encoded. */
  private readonly follow = latestOnly<{ picture: Picture; settled: boolean }>(async ({ picture, settled }) => {
    const workspace = this.workspace();
    const input = await this.tryEncoding(picture);
    if (!input || workspace !== this.workspace()) return;
    const to = { z: input.posterior.mu, input, origin: meanOf(input) };
    if (settled) workspace.go({ ...to, start: true });
    else workspace.look(to);
  });
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** One mounted page: follows what its host tells, and holds what the views show. */

import { effect, signal, type Signal } from "@preact/signals";
import { kl } from "../latent/gaussian";
import { fromBase64, unpackPixels } from "../latent/pixel_text";
import type { Decodes } from "../runtime/decoder";
import type { Engine, ModelSource } from "../runtime/engine";
import { Actions, reason } from "./actions";
import { addressOf } from "./address";
import type { InputSpec, ModelData, PageData, ViewReport } from "./contract";
import { elbo, posteriorOf, type Evidence } from "./evidence";
import { Live } from "./live";
import { keptAt, LatentNames } from "../widgets/latent_names";
import { Messages } from "../widgets/messages";
import { modelSource } from "./model_source";
import type { View } from "./view";
import type { Picture } from "./encoding";
import type { DataImages } from "./data_images";
import { loadImage, loadImages, loadReference, titleOf } from "./resources";
import { Workspace, type ImageInput } from "./workspace";

/** A drawing changes its input at every move: its ELBO is worth computing when it rests. */
const EVIDENCE_REST_MS = 150;

/** What else of the page shows the model: the strips along the latents, the map. */
export interface Follower {
  /** Until the next `show`: another model is about to come. */
  hide(): void;
  /** The model is open in the worker. */
  show(source: ModelSource, workspace: Workspace): void;
  /** With every frame, where z is. */
  moveTo(z: Float32Array): void;
}

/**
 * What was last on the page. Going to another page of the dashboard and back mounts a new component, told to start where the old one
 * once had: with this, it goes on where the old one was, undo and all.
 */
let lastShown: { restoreId: string; workspace: Workspace; uploadId: string | null } | null = null;

export class App {
  readonly workspace: Signal<Workspace>;
  /** Sent along by the server, so that nothing is blank before the decoder is here. */
  readonly firstImage = signal("");
  /** The decoder could not be had: the image is the server's, and stays. */
  readonly failed = signal(false);
  /** What there is then. */
  readonly pictures = signal<PageData["pictures"]>(null);
  /** Which of them is shown as `firstImage`, in words. */
  readonly pictured = signal("");
  /** Everything of the model has been fetched and the input is restored: nothing more is asked of the server until the reader acts. */
  readonly settled = signal(false);
  readonly images = signal<DataImages | null>(null);
  readonly evidence = signal<Evidence | null>(null);
  readonly messages = new Messages();
  readonly live: Live;
  readonly actions: Actions;

  private setView: (view: View) => void = () => {};
  private lastView = "";
  private restoreId = "";
  private uploadId: string | null = null;
  private readonly stop: (() => void)[] = [];

  constructor(
    data: PageData,
    readonly engine: Engine,
    private readonly follower: Follower,
  ) {
    this.live = new Live(
      (z) => this.follower.moveTo(z),
      (error) => this.messages.error(`The image could not be decoded: ${reason(error)}.`),
    );
    this.actions = new Actions(() => this.workspace.peek(), this.engine, this.live, this.messages);
    const again = lastShown?.restoreId === data.restoreId && lastShown.workspace.model.digest === data.model.digest ? lastShown : null;
    this.workspace = signal(again?.workspace ?? this.newWorkspace(data));
    // A link to an uploaded picture holds it; the uploader may still hold it too, and must not move z away from where the link says.
    if (data.initial.input?.kind === "upload") this.uploadId = data.upload?.id ?? null;
    if (again) {
      this.uploadId = again.uploadId;
      again.workspace.names.values.value = data.initial.names;
    }
    void this.openModel(data, this.workspace.peek(), again === null);
    this.stop.push(effect(() => this.weigh(this.workspace.value.input.value)));
  }

  /** Called at every rerun of the page; nearly always nothing has changed. */
  update({ data, report }: { data: PageData; report(name: "view", value: ViewReport): void }): void {
    this.setView = (view) => report("view", { address: addressOf(view), restoreId: this.restoreId, scoredAs: view.scoredAs });
    const isNew = data.restoreId !== this.restoreId || data.model.digest !== this.workspace.peek().model.digest;
    if (isNew) {
      this.messages.clear(); // what was said of the model before, and its remedy
      void this.openModel(data, this.newWorkspace(data));
    }
    const { upload } = data;
    if (upload && upload.id !== this.uploadId) {
      this.uploadId = upload.id;
      void this.takeUpload(upload);
    }
    lastShown = { restoreId: this.restoreId, workspace: this.workspace.peek(), uploadId: this.uploadId };
  }

  dispose(): void {
    this.actions.animation.stop();
    this.stop.forEach((stop) => stop());
    this.live.detach();
    this.engine.close();
  }

  private newWorkspace({ model, initial }: PageData): Workspace {
    const z = initial.z;
    const usable = Array.isArray(z) && z.length === model.latentDim && z.every((value) => Number.isFinite(value));
    if (!usable)
      this.messages.error(
        `The latent vector in the link does not fit this model: expected ${model.latentDim} finite numbers. The page starts from the middle.`,
      );
    const middle = model.stochastic ? new Array<number>(model.latentDim).fill(0) : model.latents.map(({ mean }) => mean);
    const origin = initial.input ? titleOf(model, initial.input) : "Starting point";
    // A link says where a point is and not how it was found: one without an image, away from the middle, is most often a random draw.
    const isDraw = usable && model.stochastic && !initial.input && z.some((value) => value !== 0);
    const start = { z: usable ? [...z] : middle, input: null, origin, kind: isDraw ? ("draw" as const) : ("mean" as const) };
    const names = new LatentNames(keptAt(model.namesUrl), initial.names, (text) => this.messages.error(text));
    return new Workspace(model, start, names);
  }

  private report(view: View): void {
    const text = JSON.stringify(view);
    if (text === this.lastView) return;
    this.lastView = text;
    this.setView(view);
  }

  /** `restore`: the workspace is a new one, to be given the input that `data` names. */
  private async openModel(data: PageData, workspace: Workspace, restore = true): Promise<void> {
    const { model, initial } = data;
    this.restoreId = data.restoreId;
    this.lastView = ""; // after Back, the same may be chosen again
    workspace.onCommit = (view) => this.report(view);
    const source = modelSource(model);
    const isCurrent = () => this.workspace.peek() === workspace;
    this.actions.animation.stop();
    this.live.detach();
    this.follower.hide();
    this.firstImage.value = data.firstImage;
    this.workspace.value = workspace;
    this.images.value = null;
    this.failed.value = false;
    this.pictured.value = "";
    this.pictures.value = data.pictures;
    this.settled.value = false;
    let decoder: Decodes;
    try {
      decoder = await this.engine.open(source);
      if (!isCurrent()) return;
      await this.live.attach(workspace, decoder);
    } catch (error) {
      if (!isCurrent()) return;
      this.failed.value = true;
      const instead = data.pictures ? "There are pictures that were drawn beforehand" : "The last image stays";
      this.messages.error(`The model does not answer in this browser: ${reason(error)}. ${instead}.`, {
        label: "Try again",
        run: () => {
          this.messages.clear();
          void this.openModel(data, workspace, restore);
        },
      });
      return;
    }
    // The live image is there; everything else follows in the order in which it is missed.
    const fetching = this.fetchData(model, isCurrent);
    try {
      if (decoder.where !== "server") {
        const { settled } = await this.engine.openInWorker(source);
        if (isCurrent()) this.follower.show(source, workspace);
        await settled;
      }
    } catch (error) {
      this.messages.error(`The strips and the scores are missing: ${reason(error)}.`);
    }
    if (restore && initial.input && isCurrent()) await this.restoreInput(workspace, initial.input, initial.toMean);
    await fetching;
    if (isCurrent()) this.settled.value = true;
  }

  private async fetchData(model: ModelData, isCurrent: () => boolean): Promise<void> {
    try {
      const images = await loadImages(model);
      if (isCurrent()) this.images.value = images;
      const reference = await loadReference(model);
      if (isCurrent()) this.live.reference.value = reference;
    } catch (error) {
      this.messages.error(`The data images or the gauge are missing: ${reason(error)}. The sliders still work.`);
    }
  }

  private async restoreInput(workspace: Workspace, spec: InputSpec, toMean = false): Promise<void> {
    try {
      const input = await this.actions.tryEncoding(await this.pictureOf(workspace.model, spec));
      if (input && workspace.input.peek() === null) workspace.restoreInput(input, toMean);
    } catch (error) {
      this.messages.error(`The input in the link could not be restored: ${reason(error)}. Choose or draw another.`);
    }
  }

  private async pictureOf(model: ModelData, spec: InputSpec): Promise<Picture> {
    const { channels, height, width } = model.image;
    if (spec.kind !== "data") {
      const grey = await unpackPixels(spec.pixels, channels * height * width);
      return { spec, title: titleOf(model, spec), grey };
    }
    if (!Number.isInteger(spec.index) || spec.index < 0 || spec.index >= model.data.count)
      throw new Error(`there is no data image ${spec.index}, expected 0 to ${model.data.count - 1}`);
    return { spec, title: titleOf(model, spec), grey: await loadImage(model, spec.index) };
  }

  private async takeUpload({ width, height, framed, pixels }: NonNullable<PageData["upload"]>): Promise<void> {
    const { image } = this.workspace.peek().model;
    try {
      const bytes = fromBase64(pixels);
      const expected = framed ? image.channels * image.height * image.width : width * height;
      if (bytes.length !== expected) throw new Error(`expected ${expected} pixels, got ${bytes.length}`);
      if (framed) await this.actions.useImage("upload", bytes);
      else await this.actions.usePicture("upload", { width, height, pixels: bytes });
    } catch (error) {
      this.messages.error(`The uploaded picture could not be read: ${reason(error)}.`);
    }
  }

  /** KL at once, the ELBO when the worker has scored its draws. */
  private weigh(input: ImageInput | null): () => void {
    const posterior = input && posteriorOf(input);
    this.evidence.value = posterior && { kl: kl(posterior), elbo: null };
    const { model } = this.workspace.peek();
    if (!input || !posterior || model.likelihood === "unknown") return () => {};
    const source = modelSource(model);
    const timer = setTimeout(async () => {
      try {
        const estimate = await elbo(posterior, (z) => this.engine.score(source, input.scored, z));
        if (this.workspace.peek().input.peek() === input) this.evidence.value = { kl: kl(posterior), elbo: estimate };
      } catch (error) {
        this.messages.error(`The ELBO could not be computed: ${reason(error)}.`);
      }
    }, EVIDENCE_REST_MS);
    return () => clearTimeout(timer);
  }
}

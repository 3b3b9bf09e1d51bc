/** The factors page of one visitor: follows what its host tells, and fetches what the exploration asks for. */

import { batch, effect, signal, type Signal } from "@preact/signals";
import { reason } from "../../parts/explorer/actions";
import { Engine } from "../../parts/runtime/engine";
import { latestOnly } from "../../parts/runtime/latest";
import { Strips } from "../../parts/explorer/strips";
import type { Told } from "../../hosts/host";
import { keptAt, LatentNames } from "../../parts/widgets/latent_names";
import { Messages } from "../../parts/widgets/messages";
import type { AddressReport, AddressSaid } from "../../parts/address/contract";
import type { FactorModel, FactorPageData } from "./contract";
import { Decoding } from "./decoding";
import { modelSource } from "./model_source";
import { Exploration } from "./exploration";
import { Neighbourhoods } from "./neighbourhood";
import { probabilities } from "./reading";

/** A held arrow key is not a hand that has come to rest. */
const REST_MS = 150;

export class FactorPage {
  readonly exploration: Signal<Exploration>;
  readonly hasFamily = signal(false);
  readonly firstImages = signal<[string, string]>(["", ""]);
  /** For each factor the probability of each value, as seen in the decoded image. */
  readonly reading = signal<number[][] | null>(null);
  /** Everything is here: nothing more is asked of the server until the reader acts. */
  readonly settled = signal(false);
  readonly engine = new Engine();
  readonly strips = new Strips(this.engine);
  readonly decoding = new Decoding((error) => this.messages.error(`The image could not be decoded: ${reason(error)}.`));
  readonly messages = new Messages();
  readonly names: Signal<LatentNames>;
  private send: (view: AddressReport) => void = () => {};
  private lastSent = "";
  private restoreId = "";
  private asked = "";
  private neighbourhoods!: Neighbourhoods;
  private readonly read = latestOnly<{ model: FactorModel; mean: Float32Array }>(async ({ model, mean }) => {
    try {
      const logits = await this.engine.read(model.readerUrl!, mean);
      if (this.exploration.peek().model === model) this.reading.value = probabilities(logits, model.dataset.factors.map(({ values }) => values.length));
    } catch (error) {
      console.warn("the decoded image could not be read", error);
    }
  });
  private resting: ReturnType<typeof setTimeout> | undefined;
  private arrivals = 0;
  private readonly stop: () => void;

  constructor(data: FactorPageData) {
    this.names = signal(this.namesIn(data));
    this.exploration = signal(this.begin(data));
    this.hasFamily.value = data.hasFamily;
    void this.open(data, this.exploration.peek());
    this.stop = effect(() => {
      const exploration = this.exploration.value;
      const stopMoves = this.decoding.onFrame(({ z }) => this.strips.moveTo(z));
      const stopRanges = effect(() => {
        void [exploration.range.value, exploration.around.value];
        this.strips.rangesChanged();
      });
      return () => {
        stopMoves();
        stopRanges();
      };
    });
  }

  nameOf(latent: number): string {
    return this.names.value.of(latent);
  }

  /** Called at every rerun of the page; nearly always nothing has changed. */
  update({ data, report }: Told<FactorPageData, AddressSaid>): void {
    this.send = (view) => report("view", view);
    if (data.restoreId === this.restoreId) return this.follow(data);
    this.messages.clear();
    const exploration = this.begin(data);
    batch(() => {
      this.names.value = this.namesIn(data);
      this.hasFamily.value = data.hasFamily;
      this.exploration.value = exploration;
    });
    void this.open(data, exploration);
  }

  /** What was pressed below this component. */
  private follow({ cell, asked }: FactorPageData): void {
    const exploration = this.exploration.peek();
    exploration.mark(cell);
    if (!asked || asked.id === this.asked) return;
    this.asked = asked.id;
    exploration.go({ at: [...asked.at], z: null });
  }

  dispose(): void {
    this.stop();
    clearTimeout(this.resting);
    this.decoding.detach();
    this.engine.close();
  }

  private namesIn({ model, names }: FactorPageData): LatentNames {
    return new LatentNames(keptAt(model.namesUrl), names, (text) => this.messages.error(text));
  }

  private begin(data: FactorPageData): Exploration {
    this.restoreId = data.restoreId;
    this.asked = data.asked?.id ?? "";
    this.neighbourhoods = new Neighbourhoods(data.model);
    const { restoreId } = data;
    const exploration: Exploration = new Exploration(
      data.model,
      data.initial,
      () => this.arriveSoon(exploration),
      (address) => this.report({ restoreId, address }),
    );
    exploration.mark(data.cell);
    return exploration;
  }

  private async open(data: FactorPageData, exploration: Exploration): Promise<void> {
    const source = modelSource(data.model);
    const isCurrent = () => this.exploration.peek() === exploration;
    this.settled.value = false;
    this.decoding.detach();
    this.strips.hide();
    this.reading.value = null;
    this.firstImages.value = data.firstImages;
    try {
      const [decoder] = await Promise.all([this.engine.open(source), this.arrive(exploration)]);
      if (!isCurrent()) return;
      await this.decoding.attach(exploration, decoder);
      await this.engine.openInWorker(source);
      if (!isCurrent()) return;
      this.strips.show(source, { currentZ: () => exploration.currentZ(), range: (latent) => exploration.rangeOf(latent) });
      if (data.model.readerUrl) void this.openReader(data.model, data.model.readerUrl, isCurrent);
      this.settled.value = true;
    } catch (error) {
      if (!isCurrent()) return;
      this.messages.error(`The model does not answer in this browser: ${reason(error)}. The last image stays.`, {
        label: "Try again",
        run: () => {
          this.messages.clear();
          void this.open(data, exploration);
        },
      });
    }
  }

  /** A convenience: without it, the page does everything else. */
  private async openReader(model: FactorModel, url: string, isCurrent: () => boolean): Promise<void> {
    try {
      await this.engine.openReader(url, modelSource(model).shape);
      if (!isCurrent()) return;
      const stop = this.decoding.onFrame(({ mean }) => (isCurrent() ? this.read({ model, mean }) : stop()));
    } catch (error) {
      console.warn("the reader of factors could not be had", error);
    }
  }

  private arriveSoon(exploration: Exploration): void {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => void this.arrive(exploration), REST_MS);
  }

  /** Until the images around the new point are here, those around the last one stay. */
  private async arrive(exploration: Exploration): Promise<void> {
    if (this.exploration.peek() !== exploration) return; // another model was chosen meanwhile
    const turn = ++this.arrivals;
    const point = exploration.point();
    try {
      const found = await this.neighbourhoods.at(point);
      // Moved on meanwhile, and another is on its way or has come: these may be of the point before.
      if (turn !== this.arrivals || found.rowOf(exploration.point()) === null) return;
      exploration.take(found);
    } catch (error) {
      if (this.exploration.peek() === exploration)
        this.messages.error(`${reason(error)}. What is shown stays.`, { label: "Try again", run: () => void this.arrive(exploration) });
    }
  }

  private report(view: AddressReport): void {
    const text = JSON.stringify(view);
    if (text === this.lastSent) return;
    this.lastSent = text;
    this.send(view);
  }
}

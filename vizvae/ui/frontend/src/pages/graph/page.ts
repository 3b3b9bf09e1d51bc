/** The graph page of one visitor: which model, which threshold, which nodes; the same in both pictures. Where the nodes stand: places.ts. */

import { batch, computed, effect, signal } from "@preact/signals";
import { Messages } from "../../parts/widgets/messages";
import type { Told } from "../../hosts/host";
import { neighboursOf, type Bundle } from "./bundle";
import type { AddressSaid } from "../../parts/address/contract";
import type { GraphModel, GraphPageData, NodeColour, Relative } from "./contract";
import { addressOf, type GraphView } from "./view";
import { classNameOf, groupNameOf, legendOf, nodeColours, type LegendEntry } from "./colouring";
import { EdgesShown } from "./edges_shown";
import { GroupsOfModel } from "./groups";
import { GraphModels } from "./models";
import { mostHeldOut } from "./node_facts";
import type { Scene } from "./painting";
import { Places } from "./places";
import { Planes, readPlane, writePlane, type PlaneChoice } from "./planes";
import { Reports } from "./reports";
import { Selection } from "./selection";
import { Threshold } from "./threshold";
import { Ties } from "./ties";

export class GraphPage {
  readonly model = signal<GraphModel>(undefined as never);
  readonly bundle = signal<Bundle | null>(null);
  /** Whether the encoder is shown the held-out edges, too. */
  readonly leaked = signal(false);
  readonly threshold = new Threshold(this.bundle);
  readonly edges = new EdgesShown();
  readonly colour = signal<NodeColour>("class");
  readonly selection = new Selection();
  /** What each of the pictures shows, by its name: asked for where it is saved. */
  readonly scenes = new Map<string, () => Scene | null>();
  /** The nodes that the pictures shall be filled with, each time it is set; null for all. */
  readonly looked = signal<{ nodes: number[] | null }>({ nodes: null });
  /** A node to begin with, while none is chosen. */
  readonly example = computed(() => this.bundle.value && mostHeldOut(this.bundle.value));
  readonly reports = new Reports();
  /** The title of what is being fetched, while what was there before is still seen; empty when nothing is. */
  readonly fetching = signal("");
  /** Of `models.progress`: the bundle that is on its way. */
  readonly fetchingUrl = signal("");
  /** The model asked for last, until it is there. */
  readonly wanted = signal<Relative | null>(null);
  readonly planes = new Planes();
  readonly messages = new Messages();
  readonly groups = new GroupsOfModel(this.model);
  /** Of each node, packed. */
  readonly colours = computed(() => this.bundle.value && nodeColours(this.bundle.value, this.colour.value, this.groups.now));
  readonly places = new Places(this.model, this.bundle, this.planes);
  readonly ties = new Ties({ model: this.model, bundle: this.bundle, leaked: this.leaked, z: this.places.z, chosen: this.selection.chosen, example: this.example });
  readonly scores = computed(() => (this.leaked.value ? this.model.value.leakedScores : this.model.value.scores));

  readonly models = new GraphModels();
  private restoreId = "";
  private loading = 0;
  private readonly stop: (() => void)[] = [];

  constructor(data: GraphPageData) {
    this.restore(data);
    // While another model is on its way nothing is said: it would be the old model's view under the new one's number.
    const reports = this.reports.follow(() => (this.bundle.value && !this.fetching.value ? { ...this.view(), restoreId: this.restoreId } : null));
    const maps = effect(() => {
      if (!this.bundle.value) return;
      const model = this.model.peek();
      this.planes.follow(model, this.leaked.value, (error) => this.messages.error(`The UMAP could not be had: ${error instanceof Error ? error.message : String(error)}.`));
    });
    const grouped = effect(() => {
      void this.model.value;
      if (this.bundle.value && (this.colour.value === "community" || this.colour.value === "cluster")) this.wantGroups();
    });
    const asked = this.ties.follow((reason) => this.messages.error(reason));
    this.stop.push(reports, maps, grouped, asked, () => this.places.stop(), () => this.planes.stop());
  }

  update({ data, report }: Told<GraphPageData, AddressSaid>): void {
    this.reports.send = ({ restoreId, ...view }) => report("view", { address: addressOf(view), restoreId });
    if (data.restoreId !== this.restoreId) this.restore(data);
  }

  dispose(): void {
    this.stop.forEach((stop) => stop());
  }

  /** Another member of this model's family, or of its siblings: nodes, threshold and colours stay. */
  async open(relative: Relative): Promise<void> {
    const turn = this.begin(relative.title, relative);
    try {
      const model = await this.models.describe(relative);
      if (turn === this.loading) await this.move(model, this.leaked.peek() && model.leakedScores !== null, turn);
    } catch (error) {
      this.failed(turn, relative.title, error, () => void this.open(relative));
    }
  }

  /** Fetches all members, so that the slider need not wait for any. What fails is tried again when it is wanted. */
  prepareFamily(): void {
    const leaked = this.leaked.peek();
    for (const member of this.model.peek().family)
      this.models
        .describe(member)
        .then((model) => this.models.bundle(model, leaked && model.leakedScores !== null))
        .catch(() => {});
  }

  async leak(leaked: boolean): Promise<void> {
    const { title } = this.model.peek();
    // What is on its way is what is meant, though the one before is still seen.
    const wanted = this.wanted.peek();
    const turn = this.begin(title, wanted);
    try {
      const model = wanted ? await this.models.describe(wanted) : this.model.peek();
      if (turn === this.loading) await this.move(model, leaked, turn);
    } catch (error) {
      this.failed(turn, title, error, () => void this.leak(leaked));
    }
  }

  /** Both pictures show this node and its neighbours, or with null everything. */
  lookAt(node: number | null): void {
    this.looked.value = { nodes: node === null ? null : [node, ...neighboursOf(this.bundle.peek()!, node)] };
  }

  choosePlane(choice: PlaneChoice): void {
    batch(() => {
      this.places.forget();
      this.planes.choose(choice);
    });
  }

  /** What the colours of the nodes mean at present, for a file. */
  legend(): LegendEntry[] {
    const bundle = this.bundle.peek();
    return bundle ? legendOf(bundle, this.colour.peek(), this.groups.now, this.model.peek().classNames) : [];
  }

  /** Of the groups by which nodes are coloured at present; empty where they are coloured by value, or the groups are not there. */
  groupNameOf(node: number): string {
    const bundle = this.bundle.peek();
    return bundle ? groupNameOf(bundle, this.colour.peek(), this.groups.now, this.model.peek().classNames, node) : "";
  }

  wantGroups(): void {
    void this.groups.want((reason) => this.messages.error(`${reason}.`));
  }

  nameOf(node: number): string {
    return this.bundle.value?.names[node] ?? `node ${node}`;
  }

  /** Empty where the graph has no classes. */
  classOf(node: number): string {
    return classNameOf(this.model.value.classNames, this.bundle.value?.labels[node]);
  }

  private restore(data: GraphPageData): void {
    const { model, initial } = data;
    const turn = this.begin(model.title, null);
    this.restoreId = data.restoreId;
    const { leaked = false, predicted } = initial;
    this.fetchingUrl.value = leaked ? model.leakedUrl : model.url;
    if (!this.bundle.peek()) this.take(data);
    this.models
      .bundle(model, leaked)
      .then((bundle) => {
        if (turn !== this.loading) return;
        // All at once: the pictures of the model before stay until then.
        batch(() => {
          this.arrived();
          this.take(data);
          this.places.forget();
          this.places.beginPicture();
          this.leaked.value = leaked;
          this.bundle.value = bundle;
          this.threshold.follow(bundle, model.numEdges, predicted ?? model.numEdges);
        });
      })
      .catch((error: unknown) => this.failed(turn, model.title, error, () => this.restore(data)));
  }

  private take({ model, initial }: GraphPageData): void {
    const same = this.model.peek()?.graphUrl === model.graphUrl;
    batch(() => {
      this.model.value = model;
      this.messages.clear();
      this.places.draw.value = 0;
      if (initial.show) this.edges.kinds.value = initial.show;
      if (initial.parts) this.edges.parts.value = initial.parts;
      if (!same || initial.plane) this.planes.choose(readPlane(initial.plane));
      if (initial.colour) this.colour.value = initial.colour;
      // Without classes, what groups the nodes is their edges.
      if (this.colour.value === "class" && !model.classNames.length) this.colour.value = "community";
      // Another model of the same graph: the same papers stay chosen.
      this.selection.chosen.value = initial.nodes ?? (same ? this.selection.chosen.peek() : []);
    });
  }

  /** The same nodes as another model, or another view of the graph, places them. */
  private async move(model: GraphModel, leaked: boolean, turn: number): Promise<void> {
    this.fetchingUrl.value = leaked ? model.leakedUrl : model.url;
    const bundle = await this.models.bundle(model, leaked);
    if (turn !== this.loading) return;
    const before = this.model.peek();
    const inFamily = model.name === before.name || before.family.some(({ name }) => name === model.name);
    batch(() => {
      this.arrived();
      this.places.keep();
      // The same scale within a family: that codes shrink is what its slider shows.
      if (!inFamily) this.places.beginPicture();
      this.model.value = model;
      this.leaked.value = leaked;
      this.places.draw.value = 0;
      this.bundle.value = bundle;
      this.threshold.follow(bundle, model.numEdges);
      this.messages.clear();
    });
  }

  private begin(title: string, wanted: Relative | null): number {
    batch(() => {
      this.fetching.value = title;
      this.wanted.value = wanted;
    });
    return ++this.loading;
  }

  private arrived(): void {
    this.fetching.value = "";
    this.wanted.value = null;
  }

  private failed(turn: number, title: string, error: unknown, run: () => void): void {
    if (turn !== this.loading) return; // something else was asked for meanwhile
    const reason = error instanceof Error ? error.message : String(error);
    batch(() => this.arrived());
    this.messages.error(`${title} cannot be shown: ${reason}.`, { label: "Try again", run });
  }

  /** Where it stands. */
  address(): Record<string, string> {
    return addressOf(this.view());
  }

  private view(): GraphView {
    return {
      model: this.model.value.name,
      predicted: this.threshold.counts.value?.predicted ?? 0,
      nodes: this.selection.chosen.value,
      show: this.edges.kinds.value,
      parts: [...this.edges.parts.value],
      colour: this.colour.value,
      plane: writePlane(this.planes.choice.value),
      leaked: this.leaked.value,
    };
  }
}

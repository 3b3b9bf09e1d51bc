/** The graph page of one visitor: which model, which threshold, which nodes; the same in both pictures. */

import { batch, computed, effect, signal } from "@preact/signals";
import { Messages } from "../widgets/messages";
import { principalDirections, projectAll, type Plane } from "../latent/plane";
import { normals } from "../latent/random";
import type { StreamlitComponent } from "../streamlit/mount";
import { loadBundle, type Bundle } from "./bundle";
import type { EdgeKind, GraphModel, GraphPageData, GraphView, NodeColour } from "./contract";
import { countsAt, indexOfCount, innerProduct } from "./reconstruction";

const REPORT_MS = 400;
const ALL_KINDS: EdgeKind[] = ["found", "invented", "missed"];

export class GraphPage {
  readonly model = signal<GraphModel>(undefined as never);
  readonly bundle = signal<Bundle | null>(null);
  /** Of `bundle.thresholds`. */
  readonly threshold = signal(0);
  readonly show = signal<EdgeKind[]>(ALL_KINDS);
  readonly colour = signal<NodeColour>("class");
  readonly hovered = signal<number | null>(null);
  /** One node, or the two of a pair. */
  readonly chosen = signal<number[]>([]);
  /** 0: the posterior means; else the number of a posterior draw. */
  readonly draw = signal(0);
  readonly messages = new Messages();

  /** Codes of the nodes, (node, latent): the means, or the present draw. */
  readonly z = computed(() => {
    const bundle = this.bundle.value;
    const draw = this.draw.value;
    if (!bundle || !draw || !bundle.logvar) return bundle?.mu ?? null;
    const noise = normals(draw, bundle.mu.length);
    return bundle.mu.map((value, i) => value + Math.exp(bundle.logvar![i]! / 2) * noise[i]!);
  });
  /** The plane the codes are shown in; it stays while they are drawn anew, so that they glide instead of jump. */
  readonly plane = computed<(Plane & { shares: number[] | null }) | null>(() => {
    const bundle = this.bundle.value;
    if (!bundle) return null;
    const { latentDim, mu } = bundle;
    if (latentDim === 2) {
      return { origin: new Float32Array(2), directions: [Float32Array.of(1, 0), Float32Array.of(0, 1)], shares: null };
    }
    const { mean, directions, variance } = principalDirections(mu, latentDim, latentDim);
    const total = variance.reduce((a, b) => a + b, 0);
    return { origin: mean, directions: [directions[0]!, directions[1]!], shares: variance.slice(0, 2).map((one) => one / total) };
  });
  /** Where the nodes stand in the latent space, (node, 2). */
  readonly embedding = computed(() => {
    const [plane, z] = [this.plane.value, this.z.value];
    return plane && z && projectAll(plane, z, this.model.value.latentDim);
  });
  /** Logits of edges and of candidates at the present codes. */
  readonly logits = computed(() => {
    const [bundle, z] = [this.bundle.value, this.z.value];
    if (!bundle || !z) return null;
    if (!this.draw.value || this.model.value.decoder !== "inner_product") return { edges: bundle.edgeLogit, candidates: bundle.candidateLogit };
    const of = (pairs: Int32Array) => Float32Array.from({ length: pairs.length / 2 }, (_, i) => innerProduct(z, bundle.latentDim, pairs[2 * i]!, pairs[2 * i + 1]!));
    return { edges: of(bundle.edges), candidates: of(bundle.candidates) };
  });
  readonly counts = computed(() => {
    const bundle = this.bundle.value;
    return bundle && countsAt(bundle, this.threshold.value);
  });

  private restoreId = "";
  private loading = 0;
  private setView: (view: GraphView) => void = () => {};
  private lastReport = "";
  private readonly stop: () => void;

  constructor(data: GraphPageData) {
    this.restore(data);
    this.stop = effect(() => {
      if (!this.bundle.value) return undefined;
      const view = this.view();
      // What it opens with is no change; a change right after it is one.
      if (this.lastReport === "") {
        this.lastReport = JSON.stringify(view);
        return undefined;
      }
      const timer = setTimeout(() => this.report(view), REPORT_MS);
      return () => clearTimeout(timer);
    });
  }

  update({ data, setStateValue }: StreamlitComponent<GraphPageData>): void {
    this.setView = (view) => setStateValue("view", view);
    if (data.restoreId !== this.restoreId) this.restore(data);
  }

  dispose(): void {
    this.stop();
  }

  choose(node: number | null, pair = false): void {
    const before = this.chosen.peek();
    if (node === null) this.chosen.value = [];
    else if (pair && before.length && before[0] !== node) this.chosen.value = [before[0]!, node];
    else this.chosen.value = before.length === 1 && before[0] === node ? [] : [node];
  }

  toggle(kind: EdgeKind): void {
    const shown = this.show.value;
    this.show.value = shown.includes(kind) ? shown.filter((other) => other !== kind) : [...shown, kind];
  }

  predict(count: number): void {
    const bundle = this.bundle.peek();
    if (bundle) this.threshold.value = indexOfCount(bundle.predicted, count);
  }

  resample(): void {
    this.draw.value++;
  }

  nameOf(node: number): string {
    return this.model.value.names[node] ?? `node ${node}`;
  }

  classOf(node: number): string {
    const label = this.bundle.value?.labels[node] ?? -1;
    return this.model.value.classNames[label] ?? "unknown class";
  }

  private restore({ model, initial, restoreId }: GraphPageData): void {
    this.restoreId = restoreId;
    const turn = ++this.loading;
    const same = this.model.peek()?.graphUrl === model.graphUrl;
    batch(() => {
      this.model.value = model;
      this.messages.clear();
      this.draw.value = 0;
      if (initial.show) this.show.value = initial.show;
      if (initial.colour) this.colour.value = initial.colour;
      // Another model of the same graph: the same papers stay chosen.
      this.chosen.value = initial.nodes ?? (same ? this.chosen.peek() : []);
    });
    loadBundle(model)
      .then((bundle) => {
        if (turn !== this.loading) return;
        batch(() => {
          this.bundle.value = bundle;
          // As many predictions as there are edges: a fair first look.
          this.threshold.value = indexOfCount(bundle.predicted, initial.predicted ?? model.numEdges);
        });
      })
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.messages.error(`${model.title} cannot be shown: ${reason}.`, { label: "Try again", run: () => this.restore({ model, initial, restoreId }) });
      });
  }

  private view(): GraphView {
    return {
      model: this.model.value.name,
      predicted: this.counts.value?.predicted ?? 0,
      nodes: this.chosen.value,
      show: this.show.value,
      colour: this.colour.value,
    };
  }

  private report(view: GraphView): void {
    const text = JSON.stringify(view);
    if (text === this.lastReport) return;
    this.lastReport = text;
    this.setView(view);
  }
}

/** Where the nodes stand in the latent space, and what the model says of their pairs there: at the posterior means, or at a draw. */

import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { projectAll } from "../../parts/latent/plane";
import { bestTurn, turned } from "../../parts/latent/procrustes";
import { normals } from "../../parts/latent/random";
import type { Bundle } from "./bundle";
import type { GraphModel } from "./contract";
import { Glide } from "./glide";
import { planeOf, writePlane, type Planes } from "./planes";
import { innerProduct } from "./reconstruction";

export class Places {
  /** 0: the posterior means; else the number of a posterior draw. */
  readonly draw = signal(0);
  /** Changes when another picture is there, to be seen whole; not where the same nodes move. */
  readonly picture = signal("");
  /** Codes of the nodes, (node, latent): the means, or the present draw. */
  readonly z = computed(() => {
    const bundle = this.bundle.value;
    const draw = this.draw.value;
    if (!bundle || !draw || !bundle.logvar) return bundle?.mu ?? null;
    const noise = normals(draw, bundle.mu.length);
    return bundle.mu.map((value, i) => value + Math.exp(bundle.logvar![i]! / 2) * noise[i]!);
  });
  /** The plane the codes are shown in; it stays while they are drawn anew, so that they glide instead of jump. */
  readonly plane = computed(() => this.bundle.value && planeOf(this.bundle.value, this.planes.shown.value.choice));
  /** Where the nodes stand in the latent space, (node, 2). */
  readonly embedding = computed(() => {
    const [plane, z, bundle, target] = [this.plane.value, this.z.value, this.bundle.value, this.turnedTo.value];
    if (!plane || !z || !bundle) return null;
    const { latentDim, mu } = bundle;
    const umap = this.planes.shown.value.points;
    if (umap) return umap;
    const points = projectAll(plane, z, latentDim);
    // Two latents are axes with names: they stay where they are.
    if (!target || !plane.shares) return points;
    return turned(points, bestTurn(projectAll(plane, mu, latentDim), target));
  });
  /** Logits of edges and of candidates at the present codes. */
  readonly logits = computed(() => {
    const [bundle, z] = [this.bundle.value, this.z.value];
    if (!bundle || !z) return null;
    if (!this.draw.value || this.model.value.decoder !== "inner_product") return { edges: bundle.edgeLogit, candidates: bundle.candidateLogit };
    const of = (pairs: Int32Array) => Float32Array.from({ length: pairs.length / 2 }, (_, i) => innerProduct(z, bundle.latentDim, pairs[2 * i]!, pairs[2 * i + 1]!));
    return { edges: of(bundle.edges), candidates: of(bundle.candidates) };
  });

  private readonly glide = new Glide();
  /** The means of the model before, as they were drawn: the next one is turned to match. */
  private readonly turnedTo = signal<Float32Array | null>(null);
  private readonly wantedPicture = signal(0);
  private drawnPicture = "";
  private readonly stopGliding: () => void;

  constructor(
    private readonly model: ReadonlySignal<GraphModel>,
    private readonly bundle: ReadonlySignal<Bundle | null>,
    private readonly planes: Planes,
  ) {
    this.stopGliding = effect(() => {
      const points = this.embedding.value;
      const wanted = `${this.wantedPicture.value} ${writePlane(this.planes.shown.value.choice)}`;
      const another = wanted !== this.drawnPicture;
      this.glide.to(points, another);
      if (!points || !another) return;
      this.drawnPicture = wanted;
      this.picture.value = wanted; // after the points: who is told of it looks at them
    });
  }

  /** Where the nodes are drawn: on their way to `embedding`, or there. */
  get shown(): ReadonlySignal<Float32Array | null> {
    return this.glide.shown;
  }

  resample(): void {
    this.draw.value++;
  }

  /** The next model is turned to match what is drawn now. */
  keep(): void {
    this.turnedTo.value = this.embedding.peek();
  }

  forget(): void {
    this.turnedTo.value = null;
  }

  /** The next points are another picture, seen whole. */
  beginPicture(): void {
    this.wantedPicture.value++;
  }

  stop(): void {
    this.stopGliding();
    this.glide.stop();
  }
}

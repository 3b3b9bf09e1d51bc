/** The metrics of one model, and the points behind them: read, or computed by the server in the background. */

import { signal } from "@preact/signals";
import { host } from "../../hosts/host";
import { reason } from "../../parts/explorer/actions";
import { withdraw } from "../../parts/runtime/fetching";
import { askUntilThere, type Progress } from "../../parts/http/progress/polling";
import { parseSafetensors } from "../../parts/runtime/safetensors";
import type { Metrics } from "./contract";

/** The points that the metrics were measured on. */
export interface Points {
  count: number;
  /** (count, factor) */
  factors: Int32Array;
  /** (count, latent) */
  codes: Float32Array;
  /** Of the bins that mutual information is measured with, (latent, bins + 1). */
  edges: Float32Array;
  /** Nats, (factor, latent). */
  information: Float32Array;
  /** Of each factor, nats. */
  entropy: Float32Array;
}

export class Measurement {
  readonly results = signal<Metrics | null>(null);
  /** Nobody has measured this model yet. */
  readonly unmeasured = signal(false);
  readonly progress = signal<Progress | null>(null);
  readonly points = signal<Points | null>(null);
  readonly pointsProgress = signal<Progress | null>(null);
  readonly problem = signal("");
  private open = true;
  private turn = 0;
  private asked = false;

  constructor(
    private readonly metricsUrl: string,
    private readonly pointsUrl: string,
  ) {}

  close(): void {
    this.open = false;
  }

  /** What is known of it, without starting anything. */
  async load(): Promise<void> {
    await this.said(async () => {
      const response = await host().ask(this.metricsUrl);
      if (response.status === 204) this.unmeasured.value = true;
      else if (response.status === 200) this.results.value = (await response.json()) as Metrics;
      else void this.said(() => this.take("GET")); // somebody else is measuring it, or it says why it cannot be
    });
  }

  async measure(): Promise<void> {
    this.unmeasured.value = false;
    this.progress.value = { fraction: 0, message: "Starting …" };
    await this.said(() => this.take("POST"));
    if (this.problem.peek()) this.unmeasured.value = true;
  }

  stop(): void {
    this.turn++;
    this.progress.value = null;
    this.unmeasured.value = true;
    withdraw(this.metricsUrl);
  }

  /** Once: whoever looks at evidence asks. */
  async fetchPoints(): Promise<void> {
    if (this.asked) return;
    this.asked = true;
    await this.said(async () => {
      const bytes = await askUntilThere(
        this.pointsUrl,
        () => this.open,
        (progress) => (this.pointsProgress.value = progress),
        { method: "POST" },
      );
      if (bytes) this.points.value = readPoints(new Uint8Array(bytes));
    });
    this.asked = this.points.peek() !== null;
  }

  private async take(method: "GET" | "POST"): Promise<void> {
    const turn = ++this.turn;
    const bytes = await askUntilThere(
      this.metricsUrl,
      () => this.open && turn === this.turn,
      (progress) => (this.progress.value = progress),
      { method },
    );
    if (bytes) this.results.value = JSON.parse(new TextDecoder().decode(bytes)) as Metrics;
  }

  private async said(work: () => Promise<void>): Promise<void> {
    try {
      this.problem.value = "";
      await work();
    } catch (error) {
      this.progress.value = this.pointsProgress.value = null;
      if (this.open) this.problem.value = reason(error);
    }
  }
}

export function readPoints(bytes: Uint8Array<ArrayBuffer>): Points {
  const arrays = parseSafetensors(bytes);
  const named = <Kind extends Float32Array | Int32Array>(name: string, kind: new (length: number) => Kind): Kind => {
    const found = arrays[name]?.values;
    if (!(found instanceof kind)) throw new Error(`the points hold no “${name}”, only ${Object.keys(arrays).join(", ")}`);
    return found;
  };
  return {
    count: arrays["codes"]?.shape[0] ?? 0,
    factors: named("factors", Int32Array),
    codes: named("codes", Float32Array),
    edges: named("edges", Float32Array),
    information: named("information", Float32Array),
    entropy: named("entropy", Float32Array),
  };
}

/** The latents that know most about a factor, most first. */
export function byInformation(information: ArrayLike<number>, factor: number, latentDim: number): { latent: number; nats: number }[] {
  return Array.from({ length: latentDim }, (_, latent) => ({ latent, nats: information[factor * latentDim + latent]! })).sort((a, b) => b.nats - a.nats);
}

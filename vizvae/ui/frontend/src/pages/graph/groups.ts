/** Communities of the graph, and clusters of the model's codes: fetched when somebody first asks for them. */

import { signal, type ReadonlySignal } from "@preact/signals";
import { bytesWhenThere, type Progress } from "../../parts/http/progress/polling";
import { parseSafetensors } from "../../parts/runtime/safetensors";
import type { GraphModel, GroupsSaid } from "./contract";

export interface Groups extends GroupsSaid {
  /** Of each node; 0 is the largest community. */
  communities: Int32Array;
  clusters: Int32Array;
}

export function readGroups(bytes: Uint8Array<ArrayBuffer>): Groups {
  const { communities, clusters, said } = parseSafetensors(bytes);
  if (!(communities?.values instanceof Int32Array && clusters?.values instanceof Int32Array && said)) throw new Error("the file of the communities is not as expected");
  return { ...(JSON.parse(new TextDecoder().decode(said.values as Uint8Array)) as GroupsSaid), communities: communities.values, clusters: clusters.values };
}

export class GroupsOfModel {
  readonly progress = signal<Progress | null>(null);
  private readonly known = signal<{ url: string; groups: Groups } | null>(null);
  /** Of the groups that could not be had */
  private readonly failed = signal("");
  private asked = "";

  constructor(private readonly model: ReadonlySignal<GraphModel>) {}

  /** Those of the present model, or null while they are not there. */
  get now(): Groups | null {
    return this.known.value?.url === this.model.value.groupsUrl ? this.known.value.groups : null;
  }

  /** Whether those of the present model could not be had when they were last asked for. */
  get lacking(): boolean {
    return this.failed.value === this.model.value.groupsUrl;
  }

  /** `failed` hears why they could not be had; then they may be asked for again. */
  async want(failed: (reason: string) => void): Promise<void> {
    const url = this.model.peek().groupsUrl;
    if (this.asked === url) return;
    this.asked = url;
    this.failed.value = "";
    try {
      const bytes = await bytesWhenThere(url, "the communities", (progress) => this.asked === url && (this.progress.value = progress));
      if (this.asked === url) this.known.value = { url, groups: readGroups(bytes) };
    } catch (error) {
      if (this.asked !== url) return;
      this.asked = "";
      this.failed.value = url;
      failed(error instanceof Error ? error.message : String(error));
    }
  }
}

/** The models of one graph as they are asked for: each is fetched once. */

import { signal } from "@preact/signals";
import { fetchBytes } from "../../parts/runtime/fetching";
import type { Progress } from "../../parts/http/progress/polling";
import { loadBundle, type Bundle } from "./bundle";
import type { GraphModel, Relative } from "./contract";

const KEPT = 16;

export class GraphModels {
  /** By bundle, how far the server is with what it has to compute first. */
  readonly progress = signal<Readonly<Record<string, Progress>>>({});
  private readonly bundles = new Map<string, Promise<Bundle>>();
  private readonly described = new Map<string, Promise<GraphModel>>();

  /** `leaked`: as its encoder sees the graph when it is given the held-out edges, too. */
  bundle(model: GraphModel, leaked: boolean): Promise<Bundle> {
    const url = leaked ? model.leakedUrl : model.url;
    return once(this.bundles, url, () =>
      loadBundle(model, leaked, (progress) => {
        const { [url]: _, ...others } = this.progress.peek();
        this.progress.value = progress ? { ...others, [url]: progress } : others;
      }),
    );
  }

  describe({ aboutUrl }: Relative): Promise<GraphModel> {
    return once(this.described, aboutUrl, async () => JSON.parse(new TextDecoder().decode(await fetchBytes(aboutUrl, "the model"))) as GraphModel);
  }
}

/** What failed is forgotten, so that it can be asked for again. */
function once<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let promise = kept.get(key);
  if (!promise) {
    promise = make();
    promise.catch(() => kept.delete(key));
    kept.set(key, promise);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  }
  return promise;
}

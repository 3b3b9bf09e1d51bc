/** Streamlit calls the default export when the component appears and again at every rerun, with the same element. */

import { effect } from "@preact/signals";
import { render } from "preact";
import { loadOrt } from "../runtime/ort";
import { App } from "./app";
import type { StreamlitComponent } from "./contract";
import { SlidersView } from "./views/sliders_view";

// Asked for before anything else: the first live image waits for it.
void loadOrt().catch(() => undefined);

interface Mounted {
  app: App;
  /** Counts the calls: a cleanup that belongs to an earlier one says nothing about this one. */
  calls: number;
  remove(): void;
}

const mounted = new WeakMap<object, Mounted>();

/** Streamlit may run the cleanup of a superseded call after the next call has come. */
const REMOVAL_DELAY_MS = 1000;

export default function (component: StreamlitComponent): () => void {
  const parent = component.parentElement;
  const here = mounted.get(parent) ?? mount(component);
  mounted.set(parent, here);
  const call = ++here.calls;
  here.app.update(component);
  return () =>
    setTimeout(() => {
      const host = parent instanceof ShadowRoot ? parent.host : parent;
      if (here.calls !== call || host.isConnected) return;
      mounted.delete(parent);
      here.remove();
    }, REMOVAL_DELAY_MS);
}

/** As in styles/page.css, in CSS pixels. */
const NARROW = 660;

/** The root element, on which benchmarks and tests read `data-ready` and call `vizvaeDecode`. */
type Root = HTMLElement & { vizvaeDecode?: (z: number[]) => Promise<Float32Array> };

function mount({ parentElement, data }: StreamlitComponent): Mounted {
  const root: Root = document.createElement("div");
  root.className = "vizvae";
  root.dataset["testid"] = "latent-sliders";
  parentElement.append(root);
  const app = new App(data);
  root.vizvaeDecode = async (z) => (await app.live.decode(Float32Array.from(z))).mean;
  const stop = effect(() => {
    root.dataset["model"] = app.workspace.value.model.name;
    root.dataset["ready"] = String(app.live.ready.value);
    root.dataset["settled"] = String(app.settled.value);
  });
  render(<SlidersView app={app} isNarrow={root.clientWidth < NARROW} />, root);
  return {
    app,
    calls: 0,
    remove() {
      stop();
      app.dispose();
      render(null, root);
      root.remove();
    },
  };
}

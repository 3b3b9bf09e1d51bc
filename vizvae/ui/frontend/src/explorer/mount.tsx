/** Streamlit calls a component when it appears and again at every rerun, with the same element. */

import { effect } from "@preact/signals";
import { render, type ComponentChild } from "preact";
import { loadOrt } from "../runtime/ort";
import type { App } from "./app";
import type { PageData, StreamlitComponent } from "./contract";

// Asked for before anything else: the first live image waits for it.
void loadOrt().catch(() => undefined);

/** What a page makes of the shared explorer. */
export interface Page<Data extends PageData> {
  app: App;
  view: ComponentChild;
  update?(component: StreamlitComponent<Data>): void;
  dispose?(): void;
}

interface Mounted<Data extends PageData> {
  page: Page<Data>;
  /** Counts the calls: a cleanup that belongs to an earlier one says nothing about this one. */
  calls: number;
  remove(): void;
}

/** The root element, on which benchmarks and tests read `data-ready` and call `vizvaeDecode`. */
export type Root = HTMLElement & { vizvaeDecode?: (z: number[]) => Promise<Float32Array> };

/** Streamlit may run the cleanup of a superseded call after the next call has come. */
const REMOVAL_DELAY_MS = 1000;

/** As in styles/page.css, in CSS pixels. */
const NARROW = 660;

/** The function that Streamlit wants; `build` makes the page of one visitor. */
export function component<Data extends PageData>(
  testid: string,
  build: (data: Data, root: Root, isNarrow: boolean) => Page<Data>,
): (component: StreamlitComponent<Data>) => () => void {
  const mounted = new WeakMap<object, Mounted<Data>>();

  function mount({ parentElement, data }: StreamlitComponent<Data>): Mounted<Data> {
    const root: Root = document.createElement("div");
    root.className = "vizvae";
    root.dataset["testid"] = testid;
    parentElement.append(root);
    const page = build(data, root, root.clientWidth < NARROW);
    const { app } = page;
    root.vizvaeDecode = async (z) => (await app.live.decode(Float32Array.from(z))).mean;
    const stop = effect(() => {
      root.dataset["model"] = app.workspace.value.model.name;
      root.dataset["ready"] = String(app.live.ready.value);
      root.dataset["settled"] = String(app.settled.value);
    });
    render(page.view, root);
    return {
      page,
      calls: 0,
      remove() {
        stop();
        page.dispose?.();
        app.dispose();
        render(null, root);
        root.remove();
      },
    };
  }

  return (component) => {
    const parent = component.parentElement;
    const here = mounted.get(parent) ?? mount(component);
    mounted.set(parent, here);
    const call = ++here.calls;
    here.page.app.update(component);
    here.page.update?.(component);
    return () =>
      setTimeout(() => {
        const host = parent instanceof ShadowRoot ? parent.host : parent;
        if (here.calls !== call || host.isConnected) return;
        mounted.delete(parent);
        here.remove();
      }, REMOVAL_DELAY_MS);
  };
}

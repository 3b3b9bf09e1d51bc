/** Streamlit (components v2) calls a component when it appears and again at every rerun, with the same element. */

import { signal, type Signal } from "@preact/signals";
import { h, render, type ComponentChild } from "preact";
import { WhyNotChange } from "../parts/widgets/change";

/** Streamlit's side of a component. */
export interface StreamlitComponent<Data> {
  data: Data;
  parentElement: HTMLElement | ShadowRoot;
  setStateValue(name: string, value: unknown): void;
  setTriggerValue(name: string, value: unknown): void;
}

/** How the data come: as one JSON text, see vizvae/ui/shell/payload.py. */
interface Told {
  json: string;
}

/** What is shown to one visitor. */
export interface Page<Data> {
  view: ComponentChild;
  update(component: StreamlitComponent<Data>): void;
  dispose(): void;
}

interface Mounted<Data> {
  page: Page<Data>;
  whyNotChange: Signal<string>;
  /** Counts the calls: a cleanup that belongs to an earlier one says nothing about this one. */
  calls: number;
  remove(): void;
}

/** Streamlit may run the cleanup of a superseded call after the next call has come. */
const REMOVAL_DELAY_MS = 1000;

/** As in explorer/styles/page.css, in CSS pixels. */
const NARROW = 660;

/** The function that Streamlit wants. `build` is given the root element, which tests find by `testid`. */
export function component<Data>(
  testid: string,
  build: (data: Data, root: HTMLElement, isNarrow: boolean) => Page<Data>,
): (told: StreamlitComponent<Told>) => () => void {
  const mounted = new WeakMap<object, Mounted<Data>>();

  function mount({ parentElement, data }: StreamlitComponent<Data>, why: string): Mounted<Data> {
    const root = document.createElement("div");
    root.className = "vizvae";
    root.dataset["testid"] = testid;
    parentElement.append(root);
    const page = build(data, root, root.clientWidth < NARROW);
    const whyNotChange = signal(why);
    render(h(WhyNotChange.Provider, { value: whyNotChange }, page.view), root);
    return {
      page,
      whyNotChange,
      calls: 0,
      remove() {
        page.dispose();
        render(null, root);
        root.remove();
      },
    };
  }

  return (told) => {
    const { whyNotChange, ...data } = JSON.parse(told.data.json) as { whyNotChange: string };
    const component = { ...told, data: data as Data };
    const parent = component.parentElement;
    const here = mounted.get(parent) ?? mount(component, whyNotChange);
    here.whyNotChange.value = whyNotChange;
    mounted.set(parent, here);
    const call = ++here.calls;
    here.page.update(component);
    return () =>
      setTimeout(() => {
        const host = parent instanceof ShadowRoot ? parent.host : parent;
        if (here.calls !== call || host.isConnected) return;
        mounted.delete(parent);
        here.remove();
      }, REMOVAL_DELAY_MS);
  };
}

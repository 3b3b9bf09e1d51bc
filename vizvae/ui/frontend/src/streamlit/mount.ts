/** Streamlit (components v2) calls a component when it appears and again at every rerun, with the same element. */

import { render, type ComponentChild } from "preact";

/** Streamlit's side of a component. */
export interface StreamlitComponent<Data> {
  data: Data;
  parentElement: HTMLElement | ShadowRoot;
  setStateValue(name: string, value: unknown): void;
  setTriggerValue(name: string, value: unknown): void;
}

/** How the data come: as one JSON text, see vizvae/ui/payload.py. */
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

  function mount({ parentElement, data }: StreamlitComponent<Data>): Mounted<Data> {
    const root = document.createElement("div");
    root.className = "vizvae";
    root.dataset["testid"] = testid;
    parentElement.append(root);
    const page = build(data, root, root.clientWidth < NARROW);
    render(page.view, root);
    return {
      page,
      calls: 0,
      remove() {
        page.dispose();
        render(null, root);
        root.remove();
      },
    };
  }

  return (told) => {
    const component: StreamlitComponent<Data> = { ...told, data: JSON.parse(told.data.json) as Data };
    const parent = component.parentElement;
    const here = mounted.get(parent) ?? mount(component);
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

/** The dashboard. Streamlit (components v2) calls a component when it appears and again at every rerun, with the same element. */

import { setHost, type PageDefinition } from "./host";
import { mount, type Mounted } from "./mount";

/** Streamlit's side of a component. */
interface StreamlitComponent {
  /** As one JSON text, see vizvae/ui/shell/payload.py. */
  data: { json: string };
  parentElement: HTMLElement | ShadowRoot;
  setStateValue(name: string, value: unknown): void;
  setTriggerValue(name: string, value: unknown): void;
}

/** Streamlit may run the cleanup of a superseded call after the next call has come. */
const REMOVAL_DELAY_MS = 1000;

/** At one address for all pages, see vizvae/ui/http/built_files.py. */
const BUILT = "/vizvae/built/";

setHost({
  ask: (address, request) => fetch(address, request),
  async file(name) {
    const answer = await fetch(BUILT + BUILT_FILES[name]);
    if (!answer.ok) throw new Error(`${name} could not be fetched: the server answered ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  },
  fontAddress: (name) => `${BUILT}${FONT_FOLDER}/${name}.woff2`,
  showTop: () => document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0, behavior: "smooth" }),
});

/** The function that Streamlit wants. */
export function component<Data, Said>(page: PageDefinition<Data, Said>): (told: StreamlitComponent) => () => void {
  /** `calls` counts them: a cleanup that belongs to an earlier one says nothing about this one. */
  const mounted = new WeakMap<object, { page: Mounted; calls: number }>();

  return ({ data, parentElement, setStateValue, setTriggerValue }) => {
    const told = { data: data.json, report: setStateValue, request: setTriggerValue };
    let here = mounted.get(parentElement);
    if (here) here.page.update(told);
    else mounted.set(parentElement, (here = { page: mount(page, parentElement, told), calls: 0 }));
    const call = ++here.calls;
    return () =>
      setTimeout(() => {
        const element = parentElement instanceof ShadowRoot ? parentElement.host : parentElement;
        if (here.calls !== call || element.isConnected) return;
        mounted.delete(parentElement);
        here.page.remove();
      }, REMOVAL_DELAY_MS);
  };
}

/** The dashboard. Streamlit (components v2) calls a component when it appears and again at every rerun, with the same element. */

import { setHost, type PageDefinition } from "./host";
import { mount, type Mounted } from "./mount";

/** Streamlit's side of a component. */
interface StreamlitComponent {
  /** As one JSON text, see vizvae/ui/http/payload.py. */
  data: { json: string };
  parentElement: HTMLElement | ShadowRoot;
  setStateValue(name: string, value: unknown): void;
  setTriggerValue(name: string, value: unknown): void;
}

/** Streamlit may run the cleanup of a superseded call after the next call has come. */
const REMOVAL_DELAY_MS = 1000;

const SKIP = "vizvae-skip";
const BELOW_HEADER_PX = 76;

/** At one address for all pages, see vizvae/ui/http/built_files.py. */
const BUILT = "/vizvae/built/";

setHost({
  files: "/vizvae/files",
  hasOtherPages: true,
  takesPictures: true,
  ask: (address, request) => fetch(address, request),
  async file(name) {
    const answer = await fetch(BUILT + BUILT_FILES[name]);
    if (!answer.ok) throw new Error(`${name} could not be fetched: the server answered ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  },
  fontAddress: (name) => `${BUILT}${FONT_FOLDER}/${name}.woff2`,
  pageAddress(page, query = {}) {
    const parameters = new URLSearchParams(query).toString();
    return (page === "sliders" ? "./" : `./${page}`) + (parameters && `?${parameters}`);
  },
  replaceAddress: (_, query) => history.replaceState(history.state, "", `?${new URLSearchParams(query)}`),
  showTop: () => document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0, behavior: "smooth" }),
  showPart(key) {
    const [element, scroller] = [document.querySelector(`.st-key-${key}, #${key}`), document.querySelector("[data-testid=stMain]")];
    // Streamlit's own header, and what sticks below it, lie over the page.
    if (element && scroller) scroller.scrollBy({ top: element.getBoundingClientRect().top - BELOW_HEADER_PX, behavior: "smooth" });
  },
});

/** The first stop of the Tab key: past the menu and Streamlit's fields, to what the page is for. Once for all pages. */
function offerSkip(): void {
  if (document.getElementById(SKIP)) return;
  const link = document.createElement("button");
  link.id = SKIP;
  link.type = "button";
  link.textContent = "Skip to what moves";
  const resting = "position:fixed;z-index:1000000;top:0.5rem;left:0.5rem;padding:0.5rem 1rem;border:2px solid;border-radius:0.5rem;background:#fff;color:#16181d;font:600 1rem system-ui,sans-serif;";
  const away = `${resting}transform:translateY(-5rem);`;
  link.style.cssText = away;
  link.onfocus = () => (link.style.cssText = resting);
  link.onblur = () => (link.style.cssText = away);
  link.onclick = () => {
    const roots = [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")].map((one) => one.shadowRoot);
    const target = roots.map((root) => root?.querySelector<HTMLElement>("[data-skip-target]")).find(Boolean) ?? roots.find(Boolean)?.querySelector<HTMLElement>(".vizvae");
    if (!target) return;
    target.tabIndex = -1;
    target.focus();
  };
  document.body.prepend(link);
}

/** The function that Streamlit wants. */
export function component<Data, Said>(page: PageDefinition<Data, Said>): (told: StreamlitComponent) => () => void {
  /** `calls` counts them: a cleanup that belongs to an earlier one says nothing about this one. */
  const mounted = new WeakMap<object, { page: Mounted; calls: number }>();

  return ({ data, parentElement, setStateValue, setTriggerValue }) => {
    const told = { data: data.json, report: setStateValue, request: setTriggerValue };
    let here = mounted.get(parentElement);
    offerSkip();
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

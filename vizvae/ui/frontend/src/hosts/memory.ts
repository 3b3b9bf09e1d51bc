/** No server and no address: all that a page asks for stands in its document. For tests/browser/hosts/test_host.py, which holds the seam with it. */

import { fromBase64 } from "../parts/latent/pixel_text";
import { setHost, type BuiltFile, type PageDefinition } from "./host";
import { mount } from "./mount";

/** Bytes as base64. */
interface Injected {
  /** The page's data as JSON text. */
  data: string;
  /** What the page may ask for, by its address. */
  answers: Record<string, string>;
  files: Record<BuiltFile, string>;
}

declare global {
  var vizvaeInjected: Injected;
  /** What the page has reported and requested. */
  var vizvaeHeard: [name: string, value: unknown][];
}

const { data, answers, files } = globalThis.vizvaeInjected;
const heard: [string, unknown][] = (globalThis.vizvaeHeard = []);

setHost({
  hasOtherPages: false,
  async ask(address) {
    const answer = answers[address];
    if (answer === undefined) return new Response(`there is no ${address} here`, { status: 404, headers: { "content-type": "text/plain" } });
    return new Response(fromBase64(answer));
  },
  file: async (name) => fromBase64(files[name]),
  fontAddress(name) {
    throw new Error(`there is no font ${name} here`);
  },
  showTop: () => scrollTo({ top: 0, behavior: "smooth" }),
  showPart(key) {
    throw new Error(`there is no part ${key} here`);
  },
});

export function show<Data, Said>(page: PageDefinition<Data, Said>): void {
  const hear = (name: string, value: unknown): void => void heard.push([name, value]);
  mount(page, document.body, { data, report: hear, request: hear });
}

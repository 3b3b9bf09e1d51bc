/** A page in an element of its host. */

import { signal } from "@preact/signals";
import { render } from "preact";
import { WhyNotChange } from "../parts/widgets/change";
import type { Hand, PageDefinition, Told } from "./host";

/** As in explorer/styles/page.css, in CSS pixels. */
const NARROW = 660;

export type AnyTold = Told<string, Record<string, unknown>>;

export interface Mounted {
  /** Of a page that can be moved from outside. */
  hand: Hand | undefined;
  update(told: AnyTold): void;
  remove(): void;
}

/** `told.data`: the page's data as JSON text, see vizvae/ui/http/payload.py. */
export function mount<Data, Said>({ testid, build }: PageDefinition<Data, Said>, parent: HTMLElement | ShadowRoot, told: AnyTold): Mounted {
  const root = document.createElement("div");
  root.className = "vizvae";
  root.dataset["testid"] = testid;
  parent.append(root);
  const { data, whyNotChange } = parse<Data>(told.data);
  const page = build(data, root, root.clientWidth < NARROW);
  const why = signal(whyNotChange);
  render(<WhyNotChange.Provider value={why}>{page.view}</WhyNotChange.Provider>, root);
  page.update({ ...told, data });
  return {
    hand: page.hand,
    update(told) {
      const { data, whyNotChange } = parse<Data>(told.data);
      why.value = whyNotChange;
      page.update({ ...told, data });
    },
    remove() {
      page.dispose();
      render(null, root);
      root.remove();
    },
  };
}

function parse<Data>(json: string): { data: Data; whyNotChange: string } {
  return JSON.parse(json) as { data: Data; whyNotChange: string };
}

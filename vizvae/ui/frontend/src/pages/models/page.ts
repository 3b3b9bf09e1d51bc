/** The cards, and the way from one into the sliders. */

import { signal } from "@preact/signals";
import type { Told } from "../../hosts/host";
import type { ModelsData, ModelsSaid } from "./contract";

export class ModelsPage {
  readonly data;
  private told = "";
  private openModel: (name: string) => void = () => {};

  constructor(data: ModelsData) {
    this.data = signal(data);
  }

  /** Called at every rerun of the page; nearly always nothing has changed. */
  update({ data, request }: Told<ModelsData, ModelsSaid>): void {
    this.openModel = (name) => request("open", name);
    const told = JSON.stringify(data);
    if (told === this.told) return;
    this.told = told;
    this.data.value = data;
  }

  /** In the sliders, within the session: a link would load the whole dashboard anew. The dashboard puts what the next page is told into this
   * page's address first: where it stands there already, that is no step of the browser's history. */
  open(name: string): void {
    history.replaceState(history.state, "", `?${new URLSearchParams({ model: name })}`);
    this.openModel(name);
  }
}

export function slidersAddress(name: string): string {
  return `/?${new URLSearchParams({ model: name })}`;
}

/** Whether it asks for this window: with a key held down, or with another button, a link opens in another one. */
export function isPlainClick({ button, altKey, ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  return button === 0 && !altKey && !ctrlKey && !metaKey && !shiftKey;
}

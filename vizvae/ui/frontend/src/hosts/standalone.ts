/** One file, or a folder on any web space: the pages and all that they ask for are in the document or beside it, and no server answers. */

import { render, h } from "preact";
import { signal } from "@preact/signals";
import type { PackedIndex, PackedPage } from "../parts/http/packed/contract";
import type { PageData } from "../parts/explorer/contract";
import type { ManifoldData } from "../pages/manifold/contract";
import { setHost, type PageDefinition } from "./host";
import { mount, type Mounted } from "./mount";
import { Frame } from "./standalone_frame";
import { readMap, readStart, type Query } from "./standalone_views";

const { index, read } = globalThis.vizvaeBlocks;

setHost({
  hasOtherPages: true,
  async ask(address) {
    const block = index.answers[withoutDefaults(address)];
    if (block === undefined) return new Response("it takes a server, and there is none here", { status: 404, headers: { "content-type": "text/plain" } });
    const bytes = await read(block);
    const rows = new URLSearchParams(address.split("?")[1]).get("rows");
    return new Response(rows === null ? bytes : rowsOf(bytes, rows, address));
  },
  file: (name) => read(index.files[name]!),
  fontAddress: () => "data:,",
  pageAddress: (page, query = {}) => (index.pages.some((one) => one.page === page) ? `#${new URLSearchParams({ page, ...query })}` : null),
  showTop: () => scrollTo({ top: 0, behavior: "smooth" }),
  showPart: (key) => document.getElementById(key)?.scrollIntoView({ behavior: "smooth" }),
});

/** Of some images among all: large sets are asked for in parts. */
function withoutDefaults(address: string): string {
  return address.replace(/[?&]rows=[\d_]*$/, "");
}

function rowsOf(bytes: Uint8Array<ArrayBuffer>, rows: string, address: string): Uint8Array<ArrayBuffer> {
  const size = sizes.get(withoutDefaults(address))!;
  const wanted = rows.split("_").map(Number);
  const out = new Uint8Array(wanted.length * size);
  wanted.forEach((row, i) => out.set(bytes.subarray(row * size, (row + 1) * size), i * size));
  return out;
}

/** Bytes of one image, by the address of the images. */
const sizes = new Map<string, number>();

type AnyDefinition = PageDefinition<never, never>;

export interface Opened {
  entry: PackedPage;
  problems: string[];
}

class Shell {
  readonly opened = signal<Opened>({ entry: index.pages[0]!, problems: [] });
  private mounted: Mounted | null = null;
  private shownPage = "";
  private query: Query = {};
  private readonly maps = new Map<string, string>();
  private turn = 0;

  constructor(
    private readonly pages: Record<string, AnyDefinition>,
    private readonly place: ShadowRoot,
  ) {}

  /** `restore`: the page is to begin with what `query` says, and not to go on where it is. */
  async open(query: Query, restore: boolean): Promise<void> {
    const turn = ++this.turn;
    const problems: string[] = [];
    const entry = entryFor(query, problems);
    const base = JSON.parse(new TextDecoder().decode(await read(entry.data))) as { data: PageData };
    if (turn !== this.turn) return;
    const { model } = base.data;
    const picture = this.query["model"] === entry.model ? this.picture() : null;
    sizes.set(model.data.imagesUrl, model.image.channels * model.image.height * model.image.width);
    const known = query["model"] === undefined || query["model"] === entry.model;
    const start = await readStart(known ? query : {}, base.data);
    if (turn !== this.turn) return;
    problems.push(...start.problems);
    const data: PageData = { ...base.data, initial: start.value, restoreId: `${base.data.restoreId}-${restore ? turn : this.restored(entry)}` };
    if (start.value.toMean || JSON.stringify(start.value.z) !== JSON.stringify(base.data.initial.z)) data.firstImage = picture ?? "";
    if (entry.page === "manifold") (data as ManifoldData).map = this.mapOf(query, data as ManifoldData, problems);
    this.begun.set(entry.model, restore ? turn : this.restored(entry));
    this.query = { ...query, page: entry.page, model: entry.model };
    this.opened.value = { entry, problems };
    this.show(entry, JSON.stringify({ data, whyNotChange: "" }));
    document.title = `${entry.title} · ${index.title}`;
  }

  /** The same point on another page. */
  turnTo(page: string): void {
    const { map: _, ...rest } = this.query;
    void this.open({ ...rest, page }, false);
  }

  /** The same image seen by another model, where it is one of the data of both. */
  choose(model: string): void {
    const { input = "" } = this.query;
    void this.open({ page: this.query["page"] ?? "", model, ...(input.startsWith("data-") ? { input } : {}) }, true);
  }

  private readonly begun = new Map<string, number>();

  private restored(entry: PackedPage): number {
    return this.begun.get(entry.model) ?? 0;
  }

  private mapOf(query: Query, data: ManifoldData, problems: string[]): ManifoldData["map"] {
    const text = query["map"] ?? this.maps.get(data.model.name);
    if (!text) return data.map;
    try {
      return readMap(text, data.model, data.keptProjections);
    } catch (error) {
      problems.push(`The link's map was left out: ${error instanceof Error ? error.message : String(error)}.`);
      return data.map;
    }
  }

  /** What is on the screen now, so that nothing is blank meanwhile. */
  private picture(): string | null {
    return this.place.querySelector<HTMLCanvasElement>("canvas[data-testid=main-image]")?.toDataURL() ?? null;
  }

  private show(entry: PackedPage, data: string): void {
    const told = { data, report: this.report, request: this.request };
    if (this.mounted && this.shownPage === entry.page) {
      this.mounted.update(told);
      return;
    }
    this.mounted?.remove();
    this.shownPage = entry.page;
    void this.dress(entry.page);
    this.mounted = mount(this.pages[entry.page]!, this.place, told);
  }

  private readonly report = (name: string, value: unknown): void => {
    const { entry } = this.opened.peek();
    if (name === "view") this.query = { page: entry.page, ...(value as { address: Query }).address, ...(this.query["map"] ? { map: this.query["map"] } : {}) };
    if (name === "map") {
      const text = JSON.stringify((value as { settings: unknown }).settings);
      this.maps.set(entry.model, text);
      this.query = { ...this.query, map: text };
    }
    putIntoAddress(this.query);
  };

  private readonly request = (name: string, value: unknown): void => {
    if (name === "open") this.turnTo(value as string);
  };

  private styles: { page: string; sheet: HTMLStyleElement } | null = null;

  private async dress(page: string): Promise<void> {
    const text = new TextDecoder().decode(await read(index.styles[page]!));
    if (this.shownPage !== page) return;
    const sheet = document.createElement("style");
    sheet.textContent = text;
    this.styles?.sheet.remove();
    this.place.prepend(sheet);
    this.styles = { page, sheet };
  }
}

function entryFor(query: Query, problems: string[]): PackedPage {
  const { page, model } = query;
  const ofPage = index.pages.filter((one) => one.page === page);
  if (page && !ofPage.length) problems.push(`There is no page ${page.slice(0, 40)} here.`);
  const candidates = ofPage.length ? ofPage : index.pages;
  const found = candidates.find((one) => one.model === model) ?? index.pages.find((one) => one.model === model);
  if (model && !found) problems.push(`There is no model named ${model.slice(0, 40)} here.`);
  return found ?? candidates[0]!;
}

function queryOf(hash: string): Query {
  return Object.fromEntries(new URLSearchParams(hash.replace(/^#/, "")));
}

let written = "";

/** In a frame without an address of its own there is none to write. */
function putIntoAddress(query: Query): void {
  written = `#${new URLSearchParams(query)}`;
  try {
    history.replaceState(null, "", written);
  } catch {
    // a sandboxed frame: the view stays, and the link is not kept
  }
}

export async function show(pages: Record<string, AnyDefinition>): Promise<void> {
  const host = document.getElementById("vizvae-page")!;
  const shell = new Shell(pages, host.attachShadow({ mode: "open" }));
  await shell.open(queryOf(location.hash), true);
  document.getElementById("vizvae-start")?.remove();
  render(h(Frame, { index: index as PackedIndex, opened: shell.opened, turnTo: (page: string) => shell.turnTo(page), choose: (model: string) => shell.choose(model) }), document.getElementById("vizvae-frame")!);
  addEventListener("hashchange", () => {
    if (location.hash !== written) void shell.open(queryOf(location.hash), true);
  });
}

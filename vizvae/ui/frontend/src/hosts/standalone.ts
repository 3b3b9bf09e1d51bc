/** One file, or a folder on any web space: the pages and all that they ask for are in the document or beside it, and no server answers. */

import { signal } from "@preact/signals";
import { h, render } from "preact";
import type { PackedPage } from "../parts/http/packed/contract";
import { setHost, type PageDefinition, type Query } from "./host";
import { mount, type Mounted } from "./mount";
import { Frame } from "./standalone_frame";

const { index, read } = globalThis.vizvaeBlocks;
const ROWS = /[?&]rows=([\d_]+)$/;

setHost({
  files: null,
  hasOtherPages: true,
  takesPictures: false,
  async ask(address) {
    const block = index.answers[address.replace(ROWS, "")];
    if (block === undefined) return new Response("it takes a server, and there is none here", { status: 404, headers: { "content-type": "text/plain" } });
    const [, rows] = ROWS.exec(address) ?? [];
    const bytes = await read(block);
    return new Response(rows === undefined ? bytes : rowsOf(bytes, rows.split("_").map(Number), address.replace(ROWS, "")));
  },
  file: (name) => read(index.files[name]!),
  fontAddress: (name) => fonts.get(name)!,
  pageAddress(page, query = {}) {
    const found = index.pages.find((one) => one.page === page && (query["model"] === undefined || one.model === query["model"]));
    if (found) return hashOf({ page, ...query });
    const other = index.elsewhere[page];
    return other === undefined ? null : other + hashOf({ page, ...query });
  },
  replaceAddress: (page, query) => putIntoAddress({ page, ...query }),
  showTop: () => scrollTo({ top: 0, behavior: "smooth" }),
  showPart: (key) => document.getElementById(key)?.scrollIntoView({ behavior: "smooth" }),
});

/** Addresses of the fonts that are here. */
const fonts = new Map<string, string>();

async function openFonts(): Promise<void> {
  const opened = Object.entries(index.fonts).map(async ([name, block]) => {
    let text = "";
    for (const byte of await read(block)) text += String.fromCharCode(byte);
    fonts.set(name, `data:font/woff2;base64,${btoa(text)}`);
  });
  await Promise.all(opened);
}

/** Bytes of one image, by the address of the images: large sets are asked for in parts. */
const sizes = new Map<string, number>();

function rowsOf(bytes: Uint8Array<ArrayBuffer>, rows: number[], address: string): Uint8Array<ArrayBuffer> {
  const size = sizes.get(address)!;
  const out = new Uint8Array(rows.length * size);
  rows.forEach((row, i) => out.set(bytes.subarray(row * size, (row + 1) * size), i * size));
  return out;
}

/** What pages of all kinds are told, as far as it matters here. */
interface AnyData {
  restoreId: string;
  /** Of the first image, where there is one. */
  firstImage?: string;
  model?: { image?: { channels: number; height: number; width: number }; data?: { imagesUrl: string } };
}
type AnyDefinition = PageDefinition<AnyData, never>;

class Shell {
  readonly opened = signal<{ entry: PackedPage; problems: string[] }>({ entry: index.pages[0]!, problems: [] });
  private mounted: Mounted | null = null;
  private shownPage = "";
  private query: Query = {};
  /** By model, what its map was. */
  private readonly maps = new Map<string, string>();
  /** By model, when it was last told to begin anew: a page that comes after another one goes on where that was. */
  private readonly begun = new Map<string, number>();
  private turn = 0;
  private sheet: HTMLStyleElement | null = null;

  constructor(
    private readonly pages: Record<string, AnyDefinition>,
    private readonly place: ShadowRoot,
  ) {}

  /** `restore`: the page is to begin with what `query` says, and not to go on where it is. */
  async open(query: Query, restore: boolean): Promise<void> {
    const turn = ++this.turn;
    const problems: string[] = [];
    const entry = entryFor(query, problems);
    const definition = this.pages[entry.page]!;
    const [base] = await Promise.all([this.dataOf(entry), this.dress(entry.page)]);
    const known = entry.model === "" || query["model"] === undefined || query["model"] === entry.model;
    const linked = await definition.linked!(known ? query : {}, base);
    if (turn !== this.turn) return;
    const begun = restore ? turn : (this.begun.get(entry.model) ?? 0);
    this.begun.set(entry.model, begun);
    const data = { ...linked.data, restoreId: `${base.restoreId}-${begun}` };
    if (data.firstImage === "" && this.query["model"] === entry.model) data.firstImage = this.picture();
    this.query = { ...(known ? query : {}), page: entry.page, ...(entry.model && { model: entry.model }) };
    this.opened.value = { entry, problems: [...problems, ...linked.problems] };
    this.show(entry, definition, JSON.stringify({ data, whyNotChange: "" }));
    document.title = `${entry.title} · VizVAE`;
  }

  /** The same point on another page. */
  turnTo(page: string): void {
    const { map: _, ...rest } = this.query;
    const { model } = this.opened.peek().entry;
    const map = page === "manifold" ? this.maps.get(model) : undefined;
    const same = index.pages.some((one) => one.page === page && one.model === model);
    void this.open(same ? { ...rest, page, ...(map && { map }) } : { page }, !same);
  }

  /** The same image seen by another model, where it is one of the data. */
  choose(model: string): void {
    const { page = "", input = "" } = this.query;
    void this.open({ page, model, ...(input.startsWith("data-") ? { input } : {}) }, true);
  }

  private async dataOf(entry: PackedPage): Promise<AnyData> {
    const { data } = JSON.parse(new TextDecoder().decode(await read(entry.data))) as { data: AnyData };
    const { image, data: images } = data.model ?? {};
    if (image && images) sizes.set(images.imagesUrl, image.channels * image.height * image.width);
    return data;
  }

  /** What is on the screen now, so that nothing is blank meanwhile. */
  private picture(): string {
    return this.place.querySelector<HTMLCanvasElement>("canvas[data-testid=main-image]")?.toDataURL() ?? "";
  }

  private show({ page }: PackedPage, definition: AnyDefinition, data: string): void {
    const told = { data, report: this.report, request: this.request };
    if (this.mounted && this.shownPage === page) {
      this.mounted.update(told);
      return;
    }
    this.mounted?.remove();
    this.shownPage = page;
    this.place.querySelectorAll("style").forEach((sheet) => sheet !== this.sheet && sheet.remove());
    this.mounted = mount(definition, this.place, told);
  }

  private readonly report = (name: string, value: unknown): void => {
    const { entry } = this.opened.peek();
    if (name === "view") this.query = { page: entry.page, ...(value as { address: Query }).address, ...(this.query["map"] ? { map: this.query["map"] } : {}) };
    if (name === "map") {
      const map = JSON.stringify((value as { settings: unknown }).settings);
      this.maps.set(entry.model, map);
      this.query = { ...this.query, map };
    }
    putIntoAddress(this.query);
  };

  private readonly request = (name: string, value: unknown): void => {
    if (name === "open") this.turnTo(value as string);
  };

  /** Before its page: no page is seen undressed. */
  private async dress(page: string): Promise<void> {
    const text = new TextDecoder().decode(await read(index.styles[page]!));
    this.sheet = document.createElement("style");
    this.sheet.textContent = text;
    if (page !== this.shownPage) this.place.prepend(this.sheet);
  }
}

function entryFor({ page, model }: Query, problems: string[]): PackedPage {
  const ofPage = index.pages.filter((one) => one.page === page);
  if (page && !ofPage.length) problems.push(`There is no page ${page.slice(0, 40)} here.`);
  const candidates = ofPage.length ? ofPage : index.pages;
  if (model === undefined) return candidates[0]!;
  const found = candidates.find((one) => one.model === model) ?? index.pages.find((one) => one.model === model);
  if (!found) problems.push(`There is no model named ${model.slice(0, 40)} here.`);
  return found ?? candidates[0]!;
}

function queryOf(hash: string): Query {
  return Object.fromEntries(new URLSearchParams(hash.replace(/^#/, "")));
}

function hashOf(query: Query): string {
  return `#${new URLSearchParams(query)}`;
}

let written = "";

/** In a frame without an address of its own there is none to write: the view stays, and no link is kept. */
function putIntoAddress(query: Query): void {
  written = hashOf(query);
  try {
    history.replaceState(null, "", written);
  } catch {
    written = location.hash;
  }
}

export async function show(pages: Record<string, AnyDefinition>): Promise<void> {
  const shell = new Shell(pages, document.getElementById("vizvae-page")!.attachShadow({ mode: "open" }));
  await openFonts();
  await shell.open(queryOf(location.hash), true);
  document.getElementById("vizvae-start")?.remove();
  const frame = { index, opened: shell.opened, turnTo: (page: string) => shell.turnTo(page), choose: (model: string) => shell.choose(model) };
  render(h(Frame, frame), document.getElementById("vizvae-frame")!);
  addEventListener("hashchange", () => {
    if (location.hash !== written) void shell.open(queryOf(location.hash), true);
  });
}

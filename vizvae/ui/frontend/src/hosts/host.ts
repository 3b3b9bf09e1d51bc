/**
 * Where the browser half runs, seen from `parts/` and `pages/`: a dashboard, a notebook, a file. They ask the host for all that is not
 * in their own bundle, so that none of it need have an address: only a file of this folder fetches, and knows who hosts it.
 */

import type { ComponentChild } from "preact";

/** Files that are built beside the pages' bundles and shared by them, by the names in scripts/build.mjs. */
export type BuiltFile = "runtime.js" | "runtime.wasm" | "worker.js";

export interface Host {
  /** Whether there are other pages to lead to, and newcomers to be led: see `pageAddress`. */
  hasOtherPages: boolean;
  /** Whether a picture from a file is taken, at the top of the page. */
  takesPictures: boolean;
  /**
   * What is computed or kept outside of the browser, asked as `fetch` asks it (`request.signal` to abort). Addresses are those in the
   * page's data, with parameters and parts of a path added. Rejects where nothing answers.
   */
  ask(address: string, request?: RequestInit): Promise<Response>;
  file(name: BuiltFile): Promise<Uint8Array<ArrayBuffer>>;
  /** The address of one of KaTeX's fonts, for a style sheet: it is loaded when a formula first needs it. */
  fontAddress(name: string): string;
  /** Where another page is opened from here, at what `query` says; null where it is not at hand. */
  pageAddress(page: string, query?: Readonly<Record<string, string>>): string | null;
  /** The part of an address below which pages come as files, see vizvae/ui/one_file; null where nobody makes them. */
  files: string | null;
  /** In place of the page's present address: no step of the browser's history. */
  replaceAddress(page: string, query: Readonly<Record<string, string>>): void;
  /** Scroll to where the host's page begins, of which this one may be a lower part. */
  showTop(): void;
  /** Scroll to another part of the host's page, by the key of its element or its id. */
  showPart(key: string): void;
}

/** What a host tells its page: when it appears, and whenever something may have changed. `Said`: of the page's contract, by name. */
export interface Told<Data, Said> {
  data: Data;
  /** What the host shall know of the page from now on: where it stands. */
  report<Name extends keyof Said & string>(name: Name, value: NonNullable<Said[Name]>): void;
  /** What the host shall do once. */
  request<Name extends keyof Said & string>(name: Name, value: NonNullable<Said[Name]>): void;
}

/** What can be followed and moved from outside while it moves, where Python stands beside the page. */
export interface Position {
  /** Where the page is in latent space; null for one that is at no single point. */
  z: Float32Array | null;
  /** Latent number to the name that somebody gave it. */
  names: Record<string, string>;
  /** What is chosen: the latent, the images, the nodes, by number. */
  selection: number[];
}

export interface Hand {
  /** Calls `take` now and with every change. Returns what ends it. */
  follow(take: (position: Position) => void): () => void;
  /** Changes what is given, and leaves the rest. */
  move(to: Partial<Position>): void;
}

/** What is shown to one visitor. */
export interface Page<Data, Said> {
  view: ComponentChild;
  /** Of a page that can be moved from outside. */
  hand?: Hand;
  update(told: Told<Data, Said>): void;
  dispose(): void;
}

/** An address's parameters. */
export type Query = Readonly<Record<string, string>>;

export interface Linked<Data> {
  data: Data;
  /** A sentence for each part of the link that could not be used. */
  problems: string[];
}

/** A page, or a panel in one, as its `main.tsx` describes it. `build` is given the root element, which tests find by `testid`. */
export interface PageDefinition<Data, Said> {
  testid: string;
  build(data: Data, root: HTMLElement, isNarrow: boolean): Page<Data, Said>;
  /** Its data as a link wants it, for a host without a server that reads links. */
  linked?(query: Query, data: Data): Promise<Linked<Data>>;
}

/** Without `Said` it reports nothing. */
export function definePage<Data, Said = Record<string, never>>(
  testid: string,
  build: PageDefinition<Data, Said>["build"],
  linked?: PageDefinition<Data, Said>["linked"],
): PageDefinition<Data, Said> {
  return { testid, build, ...(linked && { linked }) };
}

let current: Host | undefined;

/** By the host, before its page is loaded. One for each bundle. */
export function setHost(host: Host): void {
  current = host;
}

export function host(): Host {
  if (!current) throw new Error("no host has been set: a page is bundled behind a file of hosts/");
  return current;
}

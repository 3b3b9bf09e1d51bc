/**
 * A notebook: the widget's half in the browser, as anywidget takes it. One small module; the page comes from the kernel, as do all answers,
 * by messages with buffers. See vizvae/notebook/view.py, which is the other half.
 */

import type { BuiltFile, Hand, Host, Position } from "./host";
import { Kernel, type WidgetModel } from "./kernel";
import type { AnyTold, Mounted } from "./mount";
import { followTheme } from "./notebook_theme";
import { Reporter } from "./reporter";

/** A bundle of a page, as scripts/build.mjs makes it. It has one host, so whoever shows a second page at the same time takes a second. */
export type Start = (host: Host) => (parent: ShadowRoot, told: AnyTold) => Mounted;

declare global {
  /** By page and version: bundles whose page has gone, to be used again. What is evaluated once stays in memory. */
  var vizvaeFree: Record<string, Start[]> | undefined;
  /** Likewise the files that all of them use. */
  var vizvaeBuilt: Record<string, Promise<Uint8Array<ArrayBuffer>>> | undefined;
}

const WAITS = "The kernel is busy with another cell. What is here already can be moved; the rest comes when it has time.";
const STILL = "The last image. Waiting for the kernel: if this notebook has just been opened, run the cell.";
const PATIENCE_MS = 1000;

export default {
  render({ model, el }: { model: WidgetModel; el: HTMLElement }): () => void {
    const view = new View(model, el);
    void view.show();
    return () => view.remove();
  },
};

class View {
  private readonly kernel: Kernel;
  private readonly element = document.createElement("div");
  private readonly root: ShadowRoot;
  private readonly line = document.createElement("p");
  private readonly still = document.createElement("img");
  private readonly abort = new AbortController();
  private readonly reporter: Reporter;
  private readonly stopTheme: () => void;
  private readonly bundle: string;
  private start: Start | null = null;
  private mounted: Mounted | null = null;
  /** Where the page is to go as soon as it is there: it was told of an earlier place when it was asked for. */
  private awaited: Partial<Position> = {};
  private stopFollowing = (): void => {};
  private held = false;
  private isMoved = false;
  private isOld = false;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly model: WidgetModel,
    parent: HTMLElement,
  ) {
    this.bundle = `${model.get("_page")}-${model.get("_version")}`;
    this.kernel = new Kernel(model, {
      asking: (count) => this.showWaiting(count > 0),
      move: (to) => this.move(to),
      changed: () => void this.update(),
      taken: (number) => this.reporter.taken(number),
    });
    this.reporter = new Reporter((number, resting, position) => this.kernel.report(number, resting, position));
    // JupyterLab would take a typed name for its own shortcuts: D D deletes the cell.
    this.element.dataset["lmSuppressShortcuts"] = "true";
    this.element.className = "vizvae-notebook";
    parent.append(this.element);
    this.root = this.element.attachShadow({ mode: "open" });
    this.line.setAttribute("role", "status");
    this.line.hidden = true;
    this.line.style.cssText = "margin:0 0 0.5rem;color:var(--st-text-color);font:0.8125rem/1.4 system-ui,sans-serif";
    this.still.style.cssText = "display:block;max-width:100%;image-rendering:pixelated";
    this.still.alt = "";
    this.root.append(this.line, this.still);
    this.stopTheme = followTheme(this.element);
    const { signal } = this.abort;
    this.element.addEventListener("keydown", (event) => event.stopPropagation(), { signal });
    this.element.addEventListener("pointerdown", () => this.hold(true), { signal, capture: true });
    for (const kind of ["pointerup", "pointercancel", "blur"] as const) window.addEventListener(kind, () => this.hold(false), { signal, capture: true });
  }

  async show(): Promise<void> {
    const picture = this.model.get("_still");
    if (typeof picture === "string" && picture.startsWith("data:image/png;base64,")) this.still.src = picture;
    try {
      const [start, style, told] = await Promise.all([this.takeBundle(), this.text(`${this.model.get("_page")}.css`), this.told(), this.hasWidth()]);
      if (this.abort.signal.aborted) return this.free(start);
      this.start = start;
      const sheet = document.createElement("style");
      sheet.textContent = style;
      this.root.append(sheet);
      this.still.remove();
      this.mounted = start(this.host())(this.root, told);
      this.move(this.awaited); // before anybody is told where it is
      if (this.mounted.hand) this.follow(this.mounted.hand);
    } catch (error) {
      if (!this.abort.signal.aborted) this.say(`The page cannot be shown: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  remove(): void {
    this.abort.abort();
    clearTimeout(this.waiting);
    this.stopFollowing();
    this.reporter.stop();
    this.stopTheme();
    this.kernel.close();
    this.mounted?.remove();
    if (this.start) this.free(this.start);
    this.element.remove();
  }

  private follow(hand: Hand): void {
    this.stopFollowing = hand.follow((position) => {
      if (this.isMoved) this.reporter.moved(position);
      else this.reporter.take(position);
    });
  }

  /** By Python, or by another view of the same widget: both know of it, and would follow what is reported back. */
  private move(to: Partial<Position>): void {
    if (!this.mounted) {
      this.awaited = { ...this.awaited, ...to };
      return;
    }
    if (Object.keys(to).length === 0) return;
    this.isMoved = true;
    try {
      this.mounted?.hand?.move(to);
    } finally {
      this.isMoved = false;
    }
  }

  /** Other weights, or another model: not while something is dragged, whose slider would vanish. */
  private async update(): Promise<void> {
    this.isOld = true;
    if (this.held || !this.mounted) return;
    this.isOld = false;
    try {
      const told = await this.told();
      if (!this.abort.signal.aborted) this.mounted.update(told);
    } catch (error) {
      if (!this.abort.signal.aborted) this.say(`The new model cannot be shown: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private hold(held: boolean): void {
    if (held === this.held) return;
    this.held = held;
    this.reporter.hold(held);
    if (!held && this.isOld) void this.update();
  }

  private async told(): Promise<AnyTold> {
    const answer = await this.kernel.ask("page");
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    // What the dashboard writes into its address is of no use here, and other pages than this one there are none.
    return { data: text, report: () => {}, request: () => {} };
  }

  private host(): Host {
    return {
      hasOtherPages: false,
      takesPictures: false,
      pageAddress: () => null,
      files: null,
      replaceAddress: () => {},
      ask: (address, request) => this.kernel.ask(address, request),
      file: (name: BuiltFile) => this.built(name),
      fontAddress(name) {
        throw new Error(`there is no font ${name} here`);
      },
      showTop: () => this.element.scrollIntoView({ behavior: "smooth", block: "start" }),
      showPart: () => this.element.scrollIntoView({ behavior: "smooth", block: "start" }),
    };
  }

  private async takeBundle(): Promise<Start> {
    const free = globalThis.vizvaeFree?.[this.bundle]?.pop();
    if (free) return free;
    const url = URL.createObjectURL(new Blob([await this.built(`page_${this.model.get("_page")}.js`)], { type: "text/javascript" }));
    const module = (await import(url).finally(() => URL.revokeObjectURL(url))) as { default: Start };
    return module.default;
  }

  private free(start: Start): void {
    ((globalThis.vizvaeFree ??= {})[this.bundle] ??= []).push(start);
  }

  private built(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const files = (globalThis.vizvaeBuilt ??= {});
    const key = `${this.model.get("_version")}/${name}`;
    return (files[key] ??= this.fetchBuilt(name).catch((error: unknown) => {
      delete files[key]; // a later attempt may succeed
      throw error;
    }));
  }

  private async fetchBuilt(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await this.kernel.ask(`built/${name}`);
    if (!answer.ok) throw new Error(await answer.text());
    return new Uint8Array(await answer.arrayBuffer());
  }

  private async text(name: string): Promise<string> {
    return new TextDecoder().decode(await this.built(name));
  }

  /** A page looks how wide it is, and a cell's output may not be in the document yet. */
  private hasWidth(): Promise<void> {
    return new Promise((resolve) => {
      const observer = new ResizeObserver(([entry]) => {
        if (!entry || entry.contentRect.width === 0) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(this.element);
      this.abort.signal.addEventListener("abort", () => (observer.disconnect(), resolve()));
    });
  }

  private showWaiting(waits: boolean): void {
    clearTimeout(this.waiting);
    if (!waits) this.say("");
    else this.waiting = setTimeout(() => this.say(this.mounted ? WAITS : STILL), PATIENCE_MS);
  }

  private say(text: string): void {
    this.line.textContent = text;
    this.line.hidden = text === "";
  }
}

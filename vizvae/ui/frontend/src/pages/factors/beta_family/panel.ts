/** One slider over the family: what it shows is all here before it moves, so that nothing is asked of the server meanwhile. */

import { batch, computed, signal } from "@preact/signals";
import { fetchBytes } from "../../../parts/runtime/fetching";
import type { Told } from "../../../hosts/host";
import { Messages } from "../../../parts/widgets/messages";
import type { FamilyData, FamilyMember, FamilySaid } from "./contract";
import { memberAt, startIndex } from "./members";

/** A held arrow key is not a hand that has come to rest. */
const REST_MS = 300;

export class FamilyPanel {
  readonly data;
  /** Of the slider: which β. */
  readonly index;
  readonly member;
  /** By their address. */
  readonly sheets = signal<ReadonlyMap<string, ImageBitmap>>(new Map());
  readonly messages = new Messages();
  private reportBeta: (beta: number) => void = () => {};
  private openModel: (name: string) => void = () => {};
  private told = "";
  private began = false;
  private disposed = false;
  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor(data: FamilyData) {
    this.data = signal(data);
    this.index = signal(startIndex(data));
    this.member = computed(() => memberAt(this.data.value, this.index.value));
  }

  /** Called at every rerun of the page; nearly always nothing has changed. */
  update({ data, report, request }: Told<FamilyData, FamilySaid>): void {
    this.reportBeta = (beta) => report("at", { beta, restoreId: data.restoreId });
    this.openModel = (name) => request("open", name);
    const told = JSON.stringify(data);
    if (told === this.told) return;
    const chosen = data.chosen && data.chosen.id !== this.data.peek().chosen?.id ? data.betas.indexOf(data.chosen.beta) : -1;
    const restored = data.restoreId !== this.data.peek().restoreId;
    const beta = this.data.peek().betas[this.index.peek()];
    this.told = told;
    clearTimeout(this.resting);
    batch(() => {
      this.data.value = data;
      const kept = data.betas.indexOf(beta!);
      this.index.value = chosen >= 0 ? chosen : restored || kept < 0 ? startIndex(data) : kept;
    });
    if (this.began) void this.fetchSheets();
  }

  /** The panel has come into view: a page that is never scrolled down asks for nothing. */
  begin(): void {
    if (this.began) return;
    this.began = true;
    void this.fetchSheets();
  }

  /** While the thumb moves. */
  move(index: number): void {
    clearTimeout(this.resting);
    this.index.value = index;
  }

  /** It has been let go. */
  rest(): void {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.reportBeta(this.data.peek().betas[this.index.peek()]!), REST_MS);
  }

  /** On the page, instead of the model that it shows. */
  open({ name }: FamilyMember): void {
    if (name !== this.data.peek().shown) this.openModel(name);
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.resting);
    for (const sheet of this.sheets.peek().values()) sheet.close();
  }

  /** The shown one first, then its neighbours: they are what is seen next. */
  private async fetchSheets(): Promise<void> {
    const data = this.data.peek();
    const from = this.index.peek();
    const order = data.betas.map((_, index) => index).sort((a, b) => Math.abs(a - from) - Math.abs(b - from));
    try {
      for (const index of order) {
        const { sheetUrl } = memberAt(data, index);
        if (this.sheets.peek().has(sheetUrl)) continue;
        const bytes = await fetchBytes(sheetUrl, "The images of a model of the family");
        const sheet = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        if (this.disposed || this.data.peek() !== data) return sheet.close();
        this.sheets.value = new Map([...this.sheets.peek(), [sheetUrl, sheet]]);
      }
    } catch (error) {
      if (this.disposed) return;
      this.messages.error(`${error instanceof Error ? error.message : String(error)}. The numbers are all here.`, {
        label: "Try again",
        run: () => {
          this.messages.clear();
          void this.fetchSheets();
        },
      });
    }
  }
}

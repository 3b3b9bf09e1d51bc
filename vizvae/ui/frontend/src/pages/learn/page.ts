/** What one visitor reads: the step, where its controls stand and a teacher's lesson, kept equal to the page's address. */

import { batch, computed, signal, type Signal } from "@preact/signals";
import { host, type Told } from "../../hosts/host";
import { readAddress, writeAddress, type Lesson, type View } from "./address";
import type { AddressSaid } from "../../parts/address/contract";
import type { LearnData } from "./contract";
import { SPECS, STEP_IDS, type Control, type Controls, type Part, type StepId, type Value } from "./controls";

/** A held arrow key is not a hand that has come to rest. */
const REST_MS = 300;

export class LearnPage {
  readonly step: Signal<StepId> = signal(STEP_IDS[0]!);
  readonly lesson: Signal<Lesson | null> = signal(null);
  /** Those that can be gone through. */
  readonly steps = computed(() => this.lesson.value?.steps ?? STEP_IDS);
  private readonly controls = new Map<string, Control>();
  private restoreId = "";
  private resting: ReturnType<typeof setTimeout> | undefined;
  private report: (address: Record<string, string>) => void = () => {};

  constructor(public data: LearnData) {
    for (const step of STEP_IDS) for (const key of Object.keys(SPECS[step])) this.controls.set(`${step}.${key}`, this.control(step, key));
    this.take(data);
  }

  update({ data, report }: Told<LearnData, AddressSaid>): void {
    this.report = (address) => report("view", { address, restoreId: this.restoreId });
    if (data.restoreId !== this.restoreId) this.take(data);
  }

  open(step: StepId): void {
    if (this.resting !== undefined) this.putIntoAddress();
    this.step.value = step;
    this.report(this.address());
  }

  /** To the same step among all of them. */
  leaveLesson(): void {
    this.lesson.value = null;
    this.open(this.step.peek());
  }

  controlsOf<S extends StepId>(step: S): Controls<S> {
    return Object.fromEntries(Object.keys(SPECS[step]).map((key) => [key, this.controls.get(`${step}.${key}`)])) as Controls<S>;
  }

  hides(part: Part): boolean {
    return this.lesson.value?.hidden.includes(part) ?? false;
  }

  /** Of what is read, or of a lesson that is being put together. */
  address({ step = this.step.peek(), lesson = this.lesson.peek() }: Partial<View> = {}): Record<string, string> {
    const values = Object.fromEntries([...this.controls].map(([id, { value }]) => [id, value.value]));
    return writeAddress({ step, lesson, values });
  }

  dispose(): void {
    clearTimeout(this.resting);
  }

  private control(step: StepId, key: string): Control {
    const spec = SPECS[step][key]!;
    const value = signal<Value>(spec.start);
    const rest = () => {
      clearTimeout(this.resting);
      this.resting = setTimeout(() => {
        this.putIntoAddress();
        this.report(this.address());
      }, REST_MS);
    };
    const set = (to: Value) => {
      value.value = to;
      rest();
    };
    const shown = computed(() => !this.lesson.value?.hidden.includes(`${step}.${key}`));
    return { key, spec, value, shown, rest, set } as Control;
  }

  /** In place, so that Back leads to the step before, and not through every place where a thumb once rested. */
  private putIntoAddress(): void {
    clearTimeout(this.resting);
    this.resting = undefined;
    host().replaceAddress("learn", this.address());
  }

  private take(data: LearnData): void {
    clearTimeout(this.resting);
    this.resting = undefined;
    this.data = data;
    this.restoreId = data.restoreId;
    const { step, lesson, values } = readAddress(data.address);
    batch(() => {
      this.step.value = step;
      this.lesson.value = lesson;
      for (const [id, value] of Object.entries(values)) this.controls.get(id)!.value.value = value;
    });
  }
}

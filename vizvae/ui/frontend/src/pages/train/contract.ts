/** What the training page is told. The names follow vizvae/runs/folder.py and vizvae/ui/train/payload.py. */

export type Phase = "queued" | "starting" | "running" | "paused" | "finished" | "stopped" | "failed" | "killed";
export const ALIVE: readonly Phase[] = ["starting", "running", "paused"];
export const RESUMABLE: readonly Phase[] = ["stopped", "failed", "killed"];

export interface RunRow {
  name: string;
  phase: Phase;
  message: string;
  /** In the queue, from 1; 0 for one that does not wait. */
  place: number;
  /** Titles. */
  data: string;
  model: string;
  latentDim: number | null;
  objective: string;
  /** Passes done, of how many. */
  epoch: number;
  epochs: number;
  secondsLeft: number | null;
  /** On the validation images after the last pass, nats. */
  elbo: number | null;
  reconNll: number | null;
  /** Of a run without an ELBO, what else its last pass says. */
  score: string;
  created: number;
}

export interface Status {
  phase: Phase;
  message: string;
  step: number;
  total_steps: number;
  epoch: number;
  epochs: number;
  images_per_second: number;
  seconds: number;
  seconds_left: number | null;
  steps_per_second: number;
  device: string;
}

export interface RunEvent {
  kind: string;
  step: number;
  epoch: number;
  message: string;
  field: string;
  old: number | null;
  new: number | null;
}

export type Columns = Record<string, (number | null)[]>;

export interface News {
  status: Status;
  /** Of the metrics: another one where a resumed run began to write anew. */
  part: string;
  /** Whether everything is sent, not only what is new. */
  reset: boolean;
  steps: Columns;
  klPerDim: (number[] | null)[];
  epochs: Columns;
  events: RunEvent[];
  /** Change when there is another snapshot, another traced step. */
  view: string | null;
  trace: string | null;
}

export interface CurveWords {
  key: string;
  /** Its column. */
  term: string;
  title: string;
  unit: string;
  /** Whether the validation images are scored by it, too. */
  held_out: boolean;
}

export interface About {
  name: string;
  url: string;
  config: {
    data: string;
    model: string;
    model_config: Record<string, unknown>;
    objective: { kind: string; beta: number; capacity: number; free_bits: number };
    learning_rate: number;
    batch_size: number;
    epochs: number;
  };
  /** What its family has, the one that tells most first. */
  curves: CurveWords[];
  /** Settings that a change on the way would make a difference to. */
  changeable: Changeable[];
  /** Whether the model, once finished, is one that every page opens; otherwise Compare alone does. */
  everyPage: boolean;
  /** The command line that ends with the same weights. */
  command: string;
}

export interface Trace {
  numbers: {
    step: number;
    batch_size: number;
    loss: number | null;
    recon_nll: number | null;
    kl: number | null;
    elbo: number | null;
    batch_loss: number | null;
    kl_weight: number;
    capacity: number;
    free_bits: number;
    learning_rate: number;
    gradient_norm: number;
    update_norm: number;
    recon_nll_after: number | null;
    kl_after: number | null;
  };
  x: number[];
  mu: number[];
  logvar: number[] | null;
  epsilon: number[] | null;
  z: number[];
  recon: number[];
  recon_after: number[];
  /** Of an image: channels, height, width. */
  shape: [number, number, number];
}

export type Changeable = "beta" | "learning_rate" | "capacity" | "free_bits";

export interface TrainingPageData {
  runsUrl: string;
  /** The run to show, from the address or because it was just started. */
  run: string | null;
  /** Runs whose curves are laid beside it. */
  compare: string[];
  restoreId: string;
}

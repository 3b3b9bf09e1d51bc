/** What the page is told, and what the server answers. The names follow vizvae/ui/graph/training_form.py and training_runs.py. */

export interface TrainingData {
  /** Where the runs are served. */
  prefix: string;
  /** The settings as they are now; null where there is no graph yet. */
  plan: Plan | null;
  /** The run that this visitor started last, or "". */
  follow: string;
}

export interface Plan {
  /** What an epoch takes with these settings is asked for by this key. */
  measure: string;
  epochs: number;
  pictures: number;
  numParameters: number;
}

/** Seconds. */
export interface Cost {
  step: number;
  picture: number;
}

export interface Run {
  id: string;
  name: string;
  title: string;
  state: "waiting" | "starting" | "training" | "finishing" | "done" | "failed" | "stopped" | "killed";
  message: string;
  resumable: boolean;
  epoch: number;
  epochs: number;
  secondsLeft: number | null;
  variational: boolean;
  latentDim: number;
  /** Which writing of rows and pictures it is: a resumed run begins another. */
  part: string;
  numRows: number;
  numPictures: number;
  facts: { numNodes: number; classNames: string[] } | null;
  result: Result | null;
}

/** Scores in percent. */
export interface Result {
  auc: number;
  ap: number;
  seconds: number;
  epochs: number;
  keptEpoch: number;
  testEdges: number;
}

export interface Answer {
  runs: Run[];
  /** A text is why it could not be measured; null while it is not known. */
  measured: Cost | string | null;
  /** That were trained here and kept. */
  models: OwnModel[];
  /** What can be brought back: its place in the trash, by name. */
  trash: Record<string, string>;
}

export interface OwnModel {
  name: string;
  title: string;
}

const ENDED: readonly Run["state"][] = ["done", "failed", "stopped", "killed"];
export const hasEnded = (run: Run) => ENDED.includes(run.state);

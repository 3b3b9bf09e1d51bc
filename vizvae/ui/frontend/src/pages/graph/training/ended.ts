import type { Run } from "./contract";

const ENDED: readonly Run["state"][] = ["done", "failed", "stopped", "killed"];
export const hasEnded = (run: Run) => ENDED.includes(run.state);

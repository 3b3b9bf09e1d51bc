import type { Phase } from "./contract";

export const ALIVE: readonly Phase[] = ["starting", "running", "paused"];
export const RESUMABLE: readonly Phase[] = ["stopped", "failed", "killed"];

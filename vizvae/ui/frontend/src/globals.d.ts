/** File name of the built worker, put in by scripts/build.mjs. */
declare const WORKER_FILE: string;

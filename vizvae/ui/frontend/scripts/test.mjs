// Bundles every src/**/*.test.ts into a temporary folder and runs them with Node's own test runner (Node 20 cannot read TypeScript itself).
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const files = await readdir(path.join(here, "src"), { recursive: true });
const tests = files.filter((file) => file.endsWith(".test.ts")).map((file) => path.join("src", file));
const out = await mkdtemp(path.join(os.tmpdir(), "vizvae-frontend-tests-"));
try {
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: tests,
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    metafile: true,
    logLevel: "warning",
  });
  const bundles = Object.keys(metafile.outputs).map((file) => path.resolve(here, file));
  process.exitCode = spawnSync(process.execPath, ["--test", ...bundles], { stdio: "inherit" }).status ?? 1;
} finally {
  await rm(out, { recursive: true, force: true });
}

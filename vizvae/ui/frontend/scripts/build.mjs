// Writes build/: each page's module and styles and the worker (content-hashed, so that they can be cached for ever), and ONNX Runtime beside them.
import { build } from "esbuild";
import { cp, mkdir, readFile, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const out = path.join(here, "build");
const ortDist = path.join(here, "node_modules", "onnxruntime-web", "dist");

// The plain wasm backend alone: its jsep, asyncify and jspi variants would add 70 MB and are never asked for.
const ORT_FILES = ["ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"];

const shared = {
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  entryNames: "[name]-[hash]",
  outdir: out,
  metafile: true,
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

// Served at an address of their own that all pages share, see ui/http/onnx_runtime.py.
const { version } = JSON.parse(await readFile(path.join(ortDist, "..", "package.json"), "utf-8"));
const define = { ORT_VERSION: JSON.stringify(version) };

const worker = await build({ ...shared, define, entryPoints: { worker: "src/parts/runtime/worker.ts" } });
const workerFile = path.basename(Object.keys(worker.metafile.outputs)[0]);

// Every folder with a main.tsx is a page, or a panel in one; vizvae/ui/shell/page.py names it the same.
const files = await readdir(path.join(here, "src", "pages"), { recursive: true });
const components = files.filter((file) => path.basename(file) === "main.tsx").map((file) => path.dirname(file).replaceAll(path.sep, "/"));

const page = await build({
  ...shared,
  entryPoints: components.flatMap((name) => [
    { in: `src/pages/${name}/main.tsx`, out: name.replaceAll("/", "_") },
    { in: `src/pages/${name}/styles/index.css`, out: name.replaceAll("/", "_") },
  ]),
  define: { ...define, WORKER_FILE: JSON.stringify(workerFile) },
  // The fonts of KaTeX that learn/fonts.ts asks for, as files. Those that its styles name would not be heard.
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  plugins: [{ name: "unheard-fonts", setup: ({ onResolve }) => onResolve({ filter: /\.(woff2?|ttf)$/ }, ({ kind }) => (kind === "url-token" ? { path: "data:,", external: true } : undefined)) }],
});

for (const file of ORT_FILES) await cp(path.join(ortDist, file), path.join(out, "runtime", version, file));

for (const [file, { bytes }] of Object.entries({ ...worker.metafile.outputs, ...page.metafile.outputs }))
  console.log(`${path.basename(file)}  ${(bytes / 1024).toFixed(1)} kB`);

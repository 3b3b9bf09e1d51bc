// Writes build/: each page's module and styles, and in shared/ what all of them use (ONNX Runtime, the worker, fonts). Names hold a hash
// of the content or a version, so that the files can be cached for ever.
import { build } from "esbuild";
import { cp, mkdir, readFile, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const out = path.join(here, "build");

const common = {
  absWorkingDir: here,
  bundle: true,
  target: ["es2022"],
  minify: true,
  entryNames: "[name]-[hash]",
  metafile: true,
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

// Served at an address of their own, see ui/http/built_files.py; src/hosts/host.ts calls them by these names.
const sharedFiles = {
  // The plain wasm backend alone: its jsep, asyncify and jspi variants would add 70 MB and are never asked for.
  "runtime.wasm": "node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
  "runtime.js": "src/parts/runtime/inference.ts",
  "worker.js": "src/parts/runtime/worker.ts",
};
const shared = await build({
  ...common,
  entryPoints: Object.entries(sharedFiles).map(([name, file]) => ({ in: file, out: path.parse(name).name })),
  outdir: path.join(out, "shared"),
  // Classic scripts, which a worker from a blob can be everywhere; what starts from bytes has no address to resolve against.
  format: "iife",
  define: { "import.meta.url": "undefined" },
  loader: { ".wasm": "copy" },
});
const built = Object.entries(shared.metafile.outputs);
const builtName = (file) => path.basename(built.find(([, { entryPoint, inputs }]) => (entryPoint ?? Object.keys(inputs)[0]) === file)[0]);
const builtFiles = Object.fromEntries(Object.entries(sharedFiles).map(([name, file]) => [name, builtName(file)]));

const readJson = async (file) => JSON.parse(await readFile(path.join(here, file), "utf-8"));
const fontFolder = `katex-${(await readJson("node_modules/katex/package.json")).version}`;
for (const [, font] of await readJson("src/pages/learn/fonts.json"))
  await cp(path.join(here, `node_modules/katex/dist/fonts/${font}.woff2`), path.join(out, "shared", fontFolder, `${font}.woff2`));

// The typeface that the letters are drawn from, with its licence, for vizvae/data/letters.py.
const typeface = path.join(here, "node_modules/@fontsource-variable/roboto-flex");
const typefaces = path.join(here, "../../data/typefaces");
await cp(path.join(typeface, "files/roboto-flex-latin-full-normal.woff2"), path.join(typefaces, "roboto-flex.woff2"));
await cp(path.join(typeface, "LICENSE"), path.join(typefaces, "roboto-flex-LICENSE.txt"));

// Every folder with a main.tsx is a page, or a panel in one; vizvae/ui/shell/page.py names it the same.
const files = await readdir(path.join(here, "src", "pages"), { recursive: true });
const components = files.filter((file) => path.basename(file) === "main.tsx").map((file) => path.dirname(file).replaceAll(path.sep, "/"));

// Hosts beside the dashboard, each a module with all its pages, in hosts/. `host` is imported before them, `entry` is given them by name as
// `pages`. vizvae/standalone/built.py finds the module by its name.
const otherHosts = {
  standalone: { pages: ["sliders", "manifold", "graph", "learn"], host: `import { show } from "./hosts/standalone";`, entry: "void show(pages);" },
};

// The host first: it says where it is before the page asks for anything.
function entryOf(name) {
  const host = otherHosts[name];
  if (!host) return `import { component } from "./hosts/streamlit"; import page from "./pages/${name}/main"; export default component(page);`;
  const imports = host.pages.map((page, i) => `import page${i} from "./pages/${page}/main";`);
  const named = host.pages.map((page, i) => `${JSON.stringify(page)}: page${i}`);
  return [host.host, ...imports, `const pages = { ${named.join(", ")} };`, host.entry].join("\n");
}
const hosted = {
  name: "hosted",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^hosted:/ }, ({ path }) => ({ path: path.slice("hosted:".length), namespace: "hosted" }));
    onLoad({ filter: /.*/, namespace: "hosted" }, ({ path: name }) => ({ contents: entryOf(name), resolveDir: path.join(here, "src") }));
  },
};
// Fonts that KaTeX's styles name would not be heard, see src/pages/learn/fonts.ts.
const unheardFonts = {
  name: "unheard-fonts",
  setup: ({ onResolve }) => onResolve({ filter: /\.(woff2?|ttf)$/ }, () => ({ path: "data:,", external: true })),
};
const page = await build({
  ...common,
  entryPoints: components.flatMap((name) => [
    { in: `hosted:${name}`, out: name.replaceAll("/", "_") },
    { in: `src/pages/${name}/styles/index.css`, out: name.replaceAll("/", "_") },
  ]),
  outdir: out,
  format: "esm",
  define: { BUILT_FILES: JSON.stringify(builtFiles), FONT_FOLDER: JSON.stringify(fontFolder) },
  plugins: [hosted, unheardFonts],
});
// In a notebook each page is a bundle of its own that is given its host when it starts.
const carriedPages = ["sliders", "manifold", "graph"];
const carried = {
  name: "carried",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^carried:/ }, ({ path }) => ({ path: path.slice("carried:".length), namespace: "carried" }));
    onLoad({ filter: /.*/, namespace: "carried" }, ({ path: name }) => ({
      contents: `import { setHost } from "./hosts/host"; import { mount } from "./hosts/mount"; import page from "./pages/${name}/main";
        export default (host) => (setHost(host), (parent, told) => mount(page, parent, told));`,
      resolveDir: path.join(here, "src"),
    }));
  },
};
const hosts = await build({
  ...common,
  entryPoints: [
    { in: "src/hosts/notebook.ts", out: "notebook" },
    ...carriedPages.map((name) => ({ in: `carried:${name}`, out: `page_${name}` })),
    ...Object.keys(otherHosts).map((name) => ({ in: `hosted:${name}`, out: name })),
    { in: "src/hosts/standalone_blocks.ts", out: "standalone_blocks" },
    { in: "src/hosts/standalone_factors.ts", out: "standalone_factors" },
    { in: "src/hosts/standalone_factors.css", out: "standalone_factors" },
    { in: "src/hosts/standalone_frame.css", out: "standalone" },
  ],
  outdir: path.join(out, "hosts"),
  format: "esm",
  plugins: [hosted, carried, unheardFonts],
});

for (const [file, { bytes }] of Object.entries({ ...shared.metafile.outputs, ...page.metafile.outputs, ...hosts.metafile.outputs }))
  console.log(`${path.basename(file)}  ${(bytes / 1024).toFixed(1)} kB`);

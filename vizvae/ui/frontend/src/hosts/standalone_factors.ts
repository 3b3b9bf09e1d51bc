/**
 * The factors of models in a folder without a server: the figures that Python has drawn, of which a cell that is pressed or chosen opens its
 * evidence. The address holds the model, the metric and the cell, in the dashboard's words.
 */

import type { FactorsIndex, PackedFactors, PackedStrip } from "../parts/http/packed/contract";

interface Figure {
  data: Record<string, unknown>[];
  layout: Record<string, unknown>;
}
interface Chart extends HTMLElement {
  on(event: "plotly_click", take: (event: { points: { customdata: unknown }[] }) => void): void;
}
/** As far as it is used here; see plotly.com/javascript. */
declare const Plotly: {
  react(chart: HTMLElement, data: Figure["data"], layout: Figure["layout"], config: Record<string, unknown>): Promise<unknown>;
};
type Cell = readonly [factor: number, latent: number];

const CONFIG = { displaylogo: false, displayModeBar: false, responsive: true };
const index = JSON.parse(document.getElementById("vizvae-factors")!.textContent!) as FactorsIndex;
const dark = matchMedia("(prefers-color-scheme: dark)");
const element = <E extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as E;
const [modelBox, metricBox, factorBox, latentBox] = ["model", "metric", "factor", "latent"].map((id) => element<HTMLSelectElement>(id)) as [
  HTMLSelectElement, HTMLSelectElement, HTMLSelectElement, HTMLSelectElement,
];

let shown: PackedFactors;
let metric = "mig";
let cell: Cell | null = null;
let written = "";
const opened = new Map<string, Promise<PackedFactors>>();

/** Once for each model. */
function dataOf(name: string): Promise<PackedFactors> {
  let found = opened.get(name);
  if (!found) {
    found = fetchData(index.models[name]!);
    found.catch(() => opened.delete(name));
    opened.set(name, found);
  }
  return found;
}

async function fetchData(file: string): Promise<PackedFactors> {
  const answer = await fetch(file).catch(() => null);
  if (answer?.ok) return (await new Response(answer.body!.pipeThrough(new DecompressionStream("gzip"))).json()) as PackedFactors;
  const why = location.protocol === "file:" ? "a browser reads no file beside one that was opened from the disk. Put the folder on a web server" : `the server answered ${answer?.status ?? "nothing"}`;
  throw new Error(`${file} could not be read: ${why}`);
}

function draw(id: string, json: string, change: (figure: Figure) => void = () => {}): void {
  const figure = JSON.parse(json) as Figure;
  figure.layout["template"] = index.templates[dark.matches ? "dark" : "light"];
  change(figure);
  void Plotly.react(element(id), figure.data, figure.layout, CONFIG);
}

function metricNow() {
  return shown.metrics.find(({ key }) => key === metric)!;
}

function show(): void {
  const { byFactor, cells, matrix, said } = metricNow();
  const open = byFactor ? cell : null;
  draw("bars", shown.bars);
  draw("matrix", matrix, ({ data }) => {
    const squares = data[0] as { customdata: number[][]; selectedpoints?: number[] };
    if (open) squares.selectedpoints = [squares.customdata.findIndex(([row, column]) => row === open[0] && column === open[1])];
  });
  element("said").textContent = said;
  metricBox.value = metric;
  element("boxes").hidden = !byFactor;
  factorBox.value = open ? String(open[0]) : "";
  latentBox.value = open ? String(open[1]) : "";
  element("close").hidden = !open;
  element("evidence").hidden = !open;
  if (open) showEvidence(open, cells[open[0]]![open[1]]!);
  written = `#${new URLSearchParams({ model: shown.model, ...(metric !== "mig" && { metric }), ...(open && { cell: open.join("-") }) })}`;
  history.replaceState(null, "", written);
}

function showEvidence([factor, latent]: Cell, value: number): void {
  const [name, other] = [shown.factors[factor]!, shown.latents[latent]!];
  element("cell").textContent = `${name} and ${other}: ${value.toFixed(3)}`;
  draw("points", shown.points[factor]![latent]!);
  draw("information", shown.information[factor]!);
  showStrip("factor-strip", `What ${name} does: the true images`, shown.factorStrips[factor]!, `factor-${factor}`);
  showStrip("latent-strip", `What ${other} does: the model's images`, shown.latentStrips[latent]!, `latent-${latent}`);
}

function showStrip(id: string, title: string, { url, values }: PackedStrip, name: string): void {
  const [caption, image, ends] = [document.createElement("figcaption"), document.createElement("img"), document.createElement("div")];
  caption.textContent = title;
  Object.assign(image, { src: url, alt: `${title}: ${values.join(", ")}` });
  image.dataset["strip"] = name;
  for (const text of [values[0]!, values.at(-1)!]) ends.append(Object.assign(document.createElement("span"), { textContent: text }));
  element(id).replaceChildren(caption, image, ends);
}

function choices(box: HTMLSelectElement, entries: (readonly [string, string])[]): void {
  box.replaceChildren(...entries.map(([value, text]) => Object.assign(document.createElement("option"), { value, textContent: text })));
}

/** What cannot be used of a link is said. */
async function open(hash: string): Promise<void> {
  const query = Object.fromEntries(new URLSearchParams(hash.replace(/^#/, "")));
  const problems: string[] = [];
  let name = query["model"] ?? modelBox.options[0]!.value;
  if (!(name in index.models)) {
    problems.push(`There is no model named ${name.slice(0, 40)} here.`);
    name = modelBox.options[0]!.value;
  }
  shown = await dataOf(name);
  modelBox.value = name;
  choices(metricBox, shown.metrics.map(({ key, title }) => [key, title]));
  choices(factorBox, [["", "none"], ...shown.factors.map((factor, place) => [String(place), factor] as const)]);
  choices(latentBox, [["", "none"], ...shown.order.map((latent) => [String(latent), shown.latents[latent]!] as const)]);
  metric = query["metric"] ?? "mig";
  if (!shown.metrics.some(({ key }) => key === metric)) {
    problems.push(`There is no metric named ${metric.slice(0, 40)}.`);
    metric = "mig";
  }
  const [factor, latent] = (query["cell"] ?? "").split("-").map(Number);
  cell = shown.points[factor!]?.[latent!] !== undefined ? [factor!, latent!] : null;
  if (query["cell"] && !cell) problems.push(`There is no cell ${query["cell"].slice(0, 40)}: expected a factor and a latent, such as 0-1.`);
  element("problems").textContent = problems.join(" ");
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-page=sliders]")) link.hash = `page=sliders&model=${encodeURIComponent(name)}`;
  show();
}

/** Of a factor or a latent alone, the cell with most. */
function choose(changed: HTMLSelectElement): void {
  const { cells } = metricNow();
  const largest = (values: number[]) => values.indexOf(Math.max(...values));
  if (changed.value === "") cell = null;
  else if (latentBox.value === "") cell = [Number(factorBox.value), largest(cells[Number(factorBox.value)]!)];
  else {
    const latent = Number(latentBox.value);
    cell = [factorBox.value === "" ? largest(cells.map((row) => row[latent]!)) : Number(factorBox.value), latent];
  }
  show();
}

function listen(): void {
  element<Chart>("matrix").on("plotly_click", ({ points }) => {
    const [row, column] = points[0]!.customdata as number[];
    if (!metricNow().byFactor) return;
    cell = [row!, column!];
    show();
  });
  element<Chart>("bars").on("plotly_click", ({ points }) => {
    metric = String(points[0]!.customdata);
    show();
  });
  metricBox.addEventListener("change", () => {
    metric = metricBox.value;
    show();
  });
  modelBox.addEventListener("change", () => void open(`#${new URLSearchParams({ model: modelBox.value, metric })}`).catch(fail));
  for (const box of [factorBox, latentBox]) box.addEventListener("change", () => choose(box));
  element("close").addEventListener("click", () => {
    cell = null;
    show();
  });
  dark.addEventListener("change", show);
  addEventListener("hashchange", () => {
    if (location.hash !== written) void open(location.hash).catch(fail);
  });
}

function fail(error: unknown): void {
  element("problems").textContent = `This page could not start: ${error instanceof Error ? error.message : String(error)}.`;
}

void open(location.hash).then(listen).catch(fail);

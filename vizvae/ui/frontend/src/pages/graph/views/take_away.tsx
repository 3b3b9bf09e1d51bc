/** Pictures, tables, the graph for Gephi and Cytoscape, and the model in Python. */

import { useSignal } from "@preact/signals";
import { save } from "../../../parts/drawing/save";
import { csvBlob } from "../../../parts/tables/csv";
import { copyText } from "../../../parts/explorer/views/clipboard";
import { SavePage } from "../../../parts/one_file/save_page";
import { Icon } from "../../../parts/widgets/icons";
import { directedLines } from "../arrows";
import { candidatesCsv, fileName, realEdgesCsv, savedAs } from "../export";
import { formatCount } from "../../../parts/latent/numbers";
import { snapshotPng } from "../snapshot";
import { namesIn } from "./node_marks";
import { planeHint } from "./plane_bar";
import { bytesWhenThere } from "../../../parts/http/progress/polling";
import type { GraphModel } from "../contract";
import type { GraphPage } from "../page";

/** A file that the server writes when it is first asked for: it says how far it is, and is saved when it is there. */
function Export({ page, label, url, file }: GraphModel["exports"][number] & { page: GraphPage }) {
  const underway = useSignal<string | null>(null);
  const fetchIt = async () => {
    underway.value = `${label} …`;
    try {
      save(new Blob([await bytesWhenThere(url, label, (progress) => progress && (underway.value = `${label}: ${progress.message} …`))]), file);
    } catch (error) {
      page.messages.error(`${error instanceof Error ? error.message : String(error)}.`);
    }
    underway.value = null;
  };
  return (
    <button type="button" class="button" data-testid={`export-${file}`} disabled={underway.value !== null} onClick={() => void fetchIt()}>
      <Icon name="download" /> <span role="status">{underway.value ?? label}</span>
    </button>
  );
}

export function TakeAway({ page }: { page: GraphPage }) {
  const model = page.model.value;
  const ready = page.bundle.value !== null;
  const savePicture = async (id: "embedding" | "layout") => {
    const scene = page.scenes.get(id)?.();
    const counts = page.threshold.counts.peek();
    if (!scene || !counts) return;
    const leaked = page.leaked.peek();
    const kinds = scene.focus === null ? scene.kinds : [...new Set([...scene.kinds, "invented" as const])];
    const shown = (["found", "missed", "invented"] as const).filter((kind) => kinds.includes(kind));
    const png = await snapshotPng({
      title: `${model.title}, ${id === "embedding" ? `embedding: ${planeHint(page)}` : "drawn by its edges"}${leaked ? "; the encoder was shown all edges" : ""}`,
      scene,
      names: namesIn(page, scene.positions, scene.windows),
      arrows: directedLines(scene),
      nodeLegend: page.legend(),
      edgeLegend: shown.map((kind) => ({ kind, text: scene.focus === null ? `${kind} (${formatCount(counts[kind])})` : `${kind}, of the node` })),
    });
    save(png, fileName(model.name, leaked, `${id}.png`));
  };
  const saveTable = (write: typeof realEdgesCsv, what: string) => {
    const [bundle, logits, counts, leaked] = [page.bundle.peek(), page.places.logits.peek(), page.threshold.counts.peek(), page.leaked.peek()];
    if (bundle && logits && counts) save(csvBlob(write(bundle, logits, counts.logit, leaked)), fileName(model.name, leaked, `${what}.csv`));
  };
  const copy = async (from: HTMLElement) => {
    if (await copyText(model.snippet, from)) page.messages.info("Python copied.");
    else page.messages.error("The browser did not allow copying: select the text below instead.");
  };
  return (
    <section class="export" aria-label="Take it with you">
      <div class="button-row">
        <button type="button" class="button" data-testid="png-embedding" disabled={!ready} title="On white, with a legend" onClick={() => void savePicture("embedding")}>
          <Icon name="image" /> PNG of the embedding
        </button>
        <button type="button" class="button" data-testid="png-layout" disabled={!ready} title="On white, with a legend" onClick={() => void savePicture("layout")}>
          <Icon name="image" /> PNG of the graph
        </button>
        <button
          type="button"
          class="button"
          data-testid="csv-edges"
          disabled={!ready}
          title="Every real edge: probability, part of the split, found or missed at the present threshold"
          onClick={() => saveTable(realEdgesCsv, "edges")}
        >
          <Icon name="download" /> CSV of the real edges
        </button>
        <button
          type="button"
          class="button"
          data-testid="csv-candidates"
          disabled={!ready}
          title="The likeliest pairs that are no edges, at most 60,000: probability, invented or not at the present threshold"
          onClick={() => saveTable(candidatesCsv, "candidates")}
        >
          <Icon name="download" /> CSV of the likeliest new edges
        </button>
        {model.exports.map((one) => (
          <Export key={one.url} page={page} {...one} />
        ))}
      </div>
      <SavePage page="graph" name={savedAs(model.name, page.leaked.value)} query={() => page.address()} />
      <details class="explain snippet">
        <summary>The same in Python</summary>
        <pre data-testid="snippet" tabIndex={0}>{model.snippet}</pre>
        <button type="button" class="button" data-testid="copy-snippet" onClick={(event) => void copy(event.currentTarget)}>
          <Icon name="copy" /> Copy
        </button>
      </details>
    </section>
  );
}

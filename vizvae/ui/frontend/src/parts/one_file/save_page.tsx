/** The page as it stands, as one HTML file that needs no server and no network: to hand to somebody who has no Python. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { host } from "../../hosts/host";
import { save } from "../drawing/save";
import { askUntilThere, Refused } from "../http/progress/polling";
import { Icon } from "../widgets/icons";

interface Props {
  page: "sliders" | "manifold" | "graph" | "learn";
  /** Of the file, without suffix. */
  name: string;
  /** Where the page stands, in the words of its address. */
  query(): Readonly<Record<string, string>>;
  /** What else can be taken along, in the same row. */
  children?: ComponentChildren;
}

const KINDS = [
  { kind: "html", label: "Save as one file", title: "One HTML file: it opens by a double-click, without a network and without Python" },
  { kind: "zip", label: ".zip", title: "The same in an archive, as many mail programs refuse HTML" },
] as const;
type Kind = (typeof KINDS)[number]["kind"];
/** The server's status for a file that would be too large, where one with fewer images would not be. */
const TOO_LARGE = 413;

export function SavePage({ page, name, query, children = null }: Props) {
  const underway = useSignal("");
  const problem = useSignal("");
  const lighter = useSignal<Kind | null>(null);
  const { files } = host();
  if (files === null) return children && <div class="button-row save-page">{children}</div>;
  const make = async (kind: Kind, before: "" | "lighter-" = "") => {
    problem.value = "";
    lighter.value = null;
    underway.value = "Packing…";
    try {
      const address = `${files}/${page}/${before}${kind}/one-file?${new URLSearchParams(query())}`;
      const bytes = await askUntilThere(address, () => true, (progress) => progress && (underway.value = `${progress.message}…`), { method: "POST" });
      save(new Blob([bytes!], { type: kind === "zip" ? "application/zip" : "text/html" }), `${name}.${kind}`);
    } catch (error) {
      if (error instanceof Refused && error.status === TOO_LARGE) lighter.value = kind;
      problem.value = `The file could not be made: ${error instanceof Error ? error.message : String(error)}`;
    }
    underway.value = "";
  };
  return (
    <div class="button-row save-page" role="group" aria-label="This page as a file">
      {KINDS.map(({ kind, label, title }) => (
        <button key={kind} type="button" class="button" data-testid={`save-page-${kind}`} title={title} disabled={underway.value !== ""} onClick={() => void make(kind)}>
          {kind === "html" && <Icon name="download" />} {label}
        </button>
      ))}
      {children}
      <span class="hint" role="status" data-testid="save-page-said">
        {underway.value || problem.value}
      </span>
      {lighter.value && (
        <button type="button" class="button" data-testid="save-page-lighter" onClick={() => void make(lighter.value!, "lighter-")}>
          <Icon name="download" /> Save the lighter one
        </button>
      )}
    </div>
  );
}

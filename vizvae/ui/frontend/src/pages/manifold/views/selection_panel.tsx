import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { imageTitle } from "../../../parts/explorer/resources";
import { counted } from "../../../parts/latent/numbers";
import type { MapState } from "../map_state";
import type { ManifoldPage } from "../page";
import { ImageButtons } from "./image_buttons";

/** Members shown at a time. */
const SHOWN = 48;

/** What the lasso holds: its mean, its members, and a name to use it by. */
export function SelectionPanel({ page, map }: { page: ManifoldPage; map: MapState }) {
  const name = useSignal("");
  const start = useSignal(0);
  const selection = map.selection.value;
  useEffect(() => void (start.value = 0), [selection]);
  const lasso = map.mode.value === "lasso";
  const { labels, classNames } = map.model.data;
  const counts = new Map<string, number>();
  for (const index of selection ?? []) {
    const label = classNames[labels[index]!] ?? "?";
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const keep = () => {
    if (!selection) return;
    map.groups.value = [...map.groups.value, { name: name.value.trim() || `selection ${map.groups.value.length + 1}`, indices: selection }];
    name.value = "";
    page.app.messages.info("Kept. It can be chosen under Directions.");
  };
  return (
    <div class="panel" data-testid="selection-panel">
      <div class="button-row">
        <button type="button" class="button" data-testid="lasso" aria-pressed={lasso} onClick={() => (map.mode.value = lasso ? "look" : "lasso")}>
          {lasso ? "Done selecting" : "Lasso"}
        </button>
        {selection && (
          <button type="button" class="button" data-testid="clear-selection" onClick={() => (map.selection.value = null)}>
            Clear
          </button>
        )}
      </div>
      {!selection && <p class="hint">Draw a line around some points (with Shift held: a box): their mean is decoded, and their images are listed here.</p>}
      {selection && (
        <>
          <p data-testid="selection-summary">
            {counted(selection.length, "image")} selected:{" "}
            {[...counts]
              .sort((a, b) => b[1] - a[1])
              .map(([label, count]) => `${count}\u00a0×\u00a0${label}`)
              .join(", ")}
            . <MeanLine page={page} map={map} />
          </p>
          <ImageButtons page={page} map={map} indices={selection.slice(start.value, start.value + SHOWN)} label={(index) => imageTitle(map.model, index)} />
          <div class="choices">
            {selection.length > SHOWN && (
              <button type="button" class="button" onClick={() => (start.value = start.value + SHOWN >= selection.length ? 0 : start.value + SHOWN)}>
                More
              </button>
            )}
            <input
              type="text"
              class="text-field"
              data-testid="group-name"
              placeholder="a name for them"
              maxLength={30}
              value={name.value}
              onInput={(event) => (name.value = event.currentTarget.value)}
              onKeyDown={(event) => event.key === "Enter" && keep()}
            />
            <button type="button" class="button" data-testid="keep-group" onClick={keep}>
              Keep as a group
            </button>
          </div>
        </>
      )}
    </div>
  );
}

/** The reader may have gone on since they were selected. */
function MeanLine({ page, map }: { page: ManifoldPage; map: MapState }) {
  const mean = map.selectionMean.value;
  const { z } = page.app.workspace.value;
  if (!mean) return null;
  if (mean.every((value, i) => value === z[i]!.value)) return <>The large image is decoded from their mean latent.</>;
  return (
    <button type="button" class="button" data-testid="selection-mean" onClick={() => page.goToMean()}>
      Decode their mean
    </button>
  );
}

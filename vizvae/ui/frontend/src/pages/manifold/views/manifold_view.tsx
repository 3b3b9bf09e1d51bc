/** The whole page. */

import { host } from "../../../hosts/host";
import { formatNats } from "../../../parts/latent/numbers";
import { useMemo } from "preact/hooks";
import { bytePixels } from "../../../parts/drawing/pixels";
import { imageTitle } from "../../../parts/explorer/resources";
import { ImageCanvas } from "../../../parts/explorer/views/image_canvas";
import { EvidencePanel } from "../../../parts/explorer/views/evidence_panel";
import { ExportPanel } from "../../../parts/explorer/views/export_panel";
import { MessageLine } from "../../../parts/widgets/message_line";
import { Stage } from "../../../parts/explorer/views/stage";
import { StartPanel } from "../../../parts/explorer/views/start_panel";
import { undoByKey } from "../../../parts/explorer/views/undo_by_key";
import type { MapState } from "../map_state";
import type { ManifoldPage } from "../page";
import { Choice } from "../../../parts/widgets/choice";
import { DirectionsPanel } from "./directions_panel";
import { InterpolatePanel } from "./interpolate_panel";
import { LatentsPanel } from "./latents_panel";
import { Legend } from "./legend";
import { MapBar, MapSettingsBar } from "./map_bar";
import { MapView } from "./map_view";
import { PathPanel } from "./path_panel";
import { PinsTray } from "./pins_tray";
import { SelectionPanel } from "./selection_panel";
import { TwinView } from "./twin_view";

interface Props {
  page: ManifoldPage;
  isNarrow: boolean;
}

export function ManifoldView({ page, isNarrow }: Props) {
  const workspace = page.app.workspace.value;
  const map = page.map.value;
  const twin = page.twin.value;
  return (
    <div class="page manifold" onKeyDown={(event) => undoByKey(page.app.actions, event)}>
      <div class="side">
        <Stage app={page.app} workspace={workspace} />
        <div class="below-stage">
          <HoveredImage page={page} map={map} />
          <EvidencePanel app={page.app} workspace={workspace} isNarrow={isNarrow} />
          <ExportPanel app={page.app} workspace={workspace} page="manifold" more={() => ({ map: JSON.stringify(page.map.peek().settings()) })} />
          {host().pageAddress("sliders") !== null && (
            <button type="button" class="button open-sliders" data-testid="open-sliders" onClick={() => page.openInSliders()}>
              Open this point in the latent sliders
            </button>
          )}
        </div>
      </div>
      <div class="main">
        {page.app.failed.value && page.app.pictures.value && (
          <p data-testid="pictures-elsewhere">
            This browser cannot run the decoder, so nothing moves on this map. Pictures that Python drew are here:{" "}
            <button type="button" class="button" onClick={() => page.openInSliders()}>
              Open the latent sliders
            </button>
          </p>
        )}
        <div class="map-row" data-twin={twin !== null}>
          <div class="map-part">
            <MapBar page={page} map={map} />
            <div class="maps" data-twin={twin !== null}>
              <MapView key={map.id} page={page} map={map} />
              {twin && <TwinView key={twin.model.name} page={page} twin={twin} />}
            </div>
            {map.show.value.some((layer) => layer === "points") && <Legend page={page} map={map} />}
          </div>
          <div class="map-tools">
            <Panels key={map.id} page={page} map={map} />
            <PinsTray page={page} map={map} />
            <section class="below-map" aria-label="How the map is drawn">
              <MapSettingsBar page={page} map={map} />
              <TwinChoice page={page} />
            </section>
          </div>
        </div>
        <StartPanel app={page.app} workspace={workspace} isNarrow={true} />
      </div>
      <MessageLine messages={page.app.messages} />
    </div>
  );
}

/** The data image under the pointer, and what it costs in nats. */
function HoveredImage({ page, map }: { page: ManifoldPage; map: MapState }) {
  const index = map.hover.value?.index ?? null;
  const reference = map.reference.value;
  const approximate = page.approximate.value;
  const bytes = index === null ? null : (page.app.images.value?.at(index) ?? null);
  const { image } = map.model;
  const original = useMemo(() => bytes && bytePixels(bytes, image.channels), [bytes]);
  if (index === null || !reference)
    return approximate ? (
      <p class="hovered" data-testid="approximate">
        Found backwards through UMAP, approximately: {approximate.distance.toFixed(2)} standard deviations from the nearest data image.
      </p>
    ) : (
      <p class="hovered hint">Point at a data point to see what its image costs.</p>
    );
  const kl = reference.kl[index]!;
  const nll = reference.reconNll[index]!;
  return (
    <div class="hovered" data-testid="hovered">
      {original && <ImageCanvas rgba={original} width={image.width} height={image.height} label={`The data image itself: ${imageTitle(map.model, index)}`} />}
      <p>
        {imageTitle(map.model, index)}
        {map.model.likelihood === "unknown"
          ? `${Number.isFinite(kl) ? `: KL ${formatNats(kl)} nats` : ""}; what the likelihood of its pixels is, is not known`
          : `: reconstruction NLL ${formatNats(nll)}`}
        {map.model.likelihood === "unknown" ? "" : Number.isFinite(kl) ? `, KL ${formatNats(kl)}, ELBO ${formatNats(-nll - kl)} nats, at one posterior draw` : " nats; a deterministic autoencoder has no KL and no ELBO"}.
        Above, what the decoder makes of it.
      </p>
    </div>
  );
}

function TwinChoice({ page }: { page: ManifoldPage }) {
  const twins = page.twins.value;
  if (!twins.length || page.twin.value) return null;
  return (
    <div class="choices twin-choice">
      <Choice
        label="Compare with"
        testid="twin"
        value=""
        options={[{ key: "", label: "no other model" }, ...twins.map(({ name, title }) => ({ key: name, label: title }))]}
        onChoose={(key) => {
          const model = twins.find(({ name }) => name === key);
          if (model) void page.openTwin(model);
        }}
      />
    </div>
  );
}

const PANELS = [
  { key: "path", name: "Path" },
  { key: "interpolate", name: "Interpolate" },
  { key: "directions", name: "Directions" },
  { key: "selection", name: "Selection" },
  { key: "latents", name: "Other latents" },
] as const;
type PanelKey = (typeof PANELS)[number]["key"];

function Panels({ page, map }: { page: ManifoldPage; map: MapState }) {
  const open = page.panel;
  const available = PANELS.filter(({ key }) => key !== "latents" || map.model.latentDim > 2);
  const shown: PanelKey = available.some(({ key }) => key === open.value) ? (open.value as PanelKey) : "path";
  return (
    <section class="panels" aria-label="What to do on the map">
      <div class="tabs" role="tablist">
        {available.map(({ key, name }) => (
          <button key={key} type="button" role="tab" class="tab" data-testid={`tab-${key}`} aria-selected={shown === key} onClick={() => (open.value = key)}>
            {name}
          </button>
        ))}
      </div>
      {shown === "path" && <PathPanel page={page} map={map} />}
      {shown === "interpolate" && <InterpolatePanel page={page} map={map} />}
      {shown === "directions" && <DirectionsPanel page={page} map={map} />}
      {shown === "selection" && <SelectionPanel page={page} map={map} />}
      {shown === "latents" && <LatentsPanel page={page} map={map} />}
    </section>
  );
}

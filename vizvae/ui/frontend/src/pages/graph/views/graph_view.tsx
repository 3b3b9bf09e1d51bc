/** The whole page. */

import { useComputed } from "@preact/signals";
import { cssColour, sequentialRamp } from "../../../parts/drawing/colours";
import { ProgressBar } from "../../../parts/http/progress/progress_bar";
import { MessageLine } from "../../../parts/widgets/message_line";
import { Choice } from "../../../parts/widgets/choice";
import { groupLegend, nodeValues, valueRange } from "../colouring";
import type { GraphModel, NodeColour } from "../contract";
import type { GraphPage } from "../page";
import { ComparePanel } from "./compare_panel";
import { FindNode } from "./find_node";
import { GroupsPanel } from "./groups_panel";
import { KlPanel } from "./kl_panel";
import { LeakSwitch } from "./leak_switch";
import { NodeCard } from "./node_card";
import { NodeFactsLine } from "./node_facts_line";
import { NodePanel } from "./node_panel";
import { Picture } from "./picture";
import { PlaneBar, planeHint } from "./plane_bar";
import { TakeAway } from "./take_away";
import { Threshold, ThresholdPanel } from "./threshold_panel";
import { UncertaintyPlot } from "./uncertainty_plot";

export function GraphView({ page }: { page: GraphPage }) {
  const model = page.model.value;
  const layout = useComputed(() => page.bundle.value?.layout ?? null);
  return (
    <div class="graph-page">
      <div class="graph-bar">
        <div class="choices">
          <FindNode page={page} />
          <PlaneBar page={page} />
          <Choice label="Nodes coloured by" testid="node-colour" value={page.colour.value} options={colours(model)} onChoose={(key) => (page.colour.value = key as NodeColour)} />
          <button
            type="button"
            class="button"
            data-testid="resample"
            disabled={!model.stochastic}
            title={model.stochastic ? "Draw every node's code anew from its posterior: what moves is what the model is not sure of" : "A deterministic model has one code a node, nothing to draw from"}
            onClick={() => page.places.resample()}
          >
            Resample
          </button>
          <button type="button" class="button" data-testid="means" disabled={page.places.draw.value === 0} onClick={() => (page.places.draw.value = 0)}>
            Means
          </button>
          {page.places.draw.value > 0 && <span class="hint">posterior draw {page.places.draw.value}; the counts below are of the means</span>}
        </div>
      </div>
      <p class="fetching" data-testid="fetching" role="status" data-on={page.fetching.value !== ""}>
        {page.fetching.value && fetchingText(page)}
      </p>
      <Threshold page={page} />
      <div class="pictures" aria-busy={page.fetching.value !== ""}>
        <Picture page={page} id="embedding" title="Embedding" hint={planeHint(page)} positions={page.places.shown} kind={page.places.picture}>
          <ProgressBar progress={page.planes.progress.value} onStop={() => page.planes.cancel()} />
        </Picture>
        <Picture page={page} id="layout" title="Graph" hint="drawn by its edges alone; the same nodes" positions={layout} kind={page.places.picture} />
        <div class="beside-pictures">
          <NodeLegend page={page} />
          <NodeCard page={page} />
        </div>
      </div>
      <NodeFactsLine page={page} />
      <details class="explain">
        <summary>{model.graph}</summary>
        <p class="hint" data-testid="summary">
          {[model.summary, ...model.notes].join(" ")}
        </p>
      </details>
      <div class="graph-panels">
        <div class="panel-column">
          <ThresholdPanel page={page} />
          <UncertaintyPlot page={page} />
        </div>
        <NodePanel page={page} />
      </div>
      <KlPanel page={page} />
      <GroupsPanel page={page} />
      <ComparePanel page={page} />
      <LeakSwitch page={page} />
      <TakeAway page={page} />
      <MessageLine messages={page.messages} />
    </div>
  );
}

function fetchingText(page: GraphPage): string {
  const underway = page.models.progress.value[page.fetchingUrl.value];
  return underway ? `${page.fetching.value} is computed for the first time: ${underway.message} …` : `Fetching ${page.fetching.value} …`;
}

function colours({ stochastic, classNames }: GraphModel): { key: NodeColour; label: string }[] {
  const all: { key: NodeColour; label: string }[] = [
    { key: "class", label: "class" },
    { key: "community", label: "community (by the edges)" },
    { key: "cluster", label: "cluster of the codes" },
    { key: "degree", label: "degree" },
    { key: "uncertainty", label: "uncertainty" },
    { key: "held-out", label: "held-out edges" },
  ];
  return all.filter(({ key }) => (stochastic || key !== "uncertainty") && (classNames.length || key !== "class"));
}

const RAMP = sequentialRamp();

function NodeLegend({ page }: { page: GraphPage }) {
  const bundle = page.bundle.value;
  if (!bundle) return null;
  const valued = nodeValues(bundle, page.colour.value);
  if (valued) {
    const [low, high] = valueRange(valued.values);
    return (
      <div class="map-legend">
        <span>{valued.name}</span>
        <span>{low.toFixed(2)}</span>
        <i class="map-ramp" style={{ background: `linear-gradient(to right, ${RAMP})` }} />
        <span>{high.toFixed(2)}</span>
      </div>
    );
  }
  return (
    <div class="map-legend">
      {groupLegend(bundle, page.colour.value, page.groups.now, page.model.value.classNames).map(({ name, colour }) => (
        <span key={name} class="legend-class">
          <i style={{ background: cssColour(colour) }} />
          {name}
        </span>
      ))}
      {page.groups.progress.value && page.colour.value !== "class" && <span role="status">{page.groups.progress.value.message} …</span>}
    </div>
  );
}

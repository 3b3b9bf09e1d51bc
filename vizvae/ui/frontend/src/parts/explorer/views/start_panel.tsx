/** Where to start from: a point of the prior, an image of the data, or a drawing. */

import { useState } from "preact/hooks";
import type { App } from "../app";
import type { Workspace } from "../workspace";
import { DataRail } from "./data_rail";
import { DrawPanel } from "./draw_panel";

interface Props {
  app: App;
  workspace: Workspace;
}
type Panel = "data" | "draw";

export function StartPanel({ app, workspace, isNarrow }: Props & { isNarrow: boolean }) {
  const [panel, setPanel] = useState<Panel | null>(isNarrow ? null : "data");
  const { actions } = app;
  const { stochastic, hasEncoder } = workspace.model;
  const canDraw = hasEncoder && workspace.model.image.channels === 1;
  const toggle = (id: Panel, label: string) => (
    <button
      type="button"
      class="button"
      data-testid={`start-${id}`}
      aria-expanded={panel === id}
      aria-controls="start-panel"
      onClick={() => setPanel(panel === id ? null : id)}
    >
      {label}
    </button>
  );
  return (
    <section class="start" aria-label="Start from">
      <div class="start-bar">
        <h3>Start from</h3>
        <div class="button-row">
          <button
            type="button"
            class="button"
            data-testid="prior-mean"
            title={
              stochastic
                ? "z = 0: the middle of the prior, the distribution that the latents were pulled towards in training"
                : "The mean code of the data. A deterministic autoencoder has no prior."
            }
            onClick={() => actions.middle()}
          >
            {stochastic ? "Prior mean" : "Centre of the data"}
          </button>
          <button
            type="button"
            class="button"
            data-testid="start-random"
            title={
              stochastic
                ? "A draw from the prior N(0, I): what the model makes up by itself"
                : "A draw from a Gaussian fitted to the codes of the data: this model has no prior of its own, expect odd images"
            }
            onClick={() => actions.random()}
          >
            Random draw
          </button>
          {toggle("data", "Data image")}
          {canDraw && toggle("draw", "Draw")}
        </div>
      </div>
      {!hasEncoder && (
        <p class="hint">
          This model came without an encoder. The images are draws of its own from N(0, I), so that their codes are known; no other image can be
          encoded, and no posterior is shown.
        </p>
      )}
      {hasEncoder && !stochastic && (
        <p class="hint">
          This is a deterministic autoencoder: it gives each image one code, with no posterior spread, and has no prior to draw from. A random
          start comes from a Gaussian fitted to its codes.
        </p>
      )}
      <div id="start-panel">
        {panel === "data" && <DataRail key={workspace.model.data.key} app={app} workspace={workspace} />}
        {panel === "draw" && canDraw && <DrawPanel app={app} />}
      </div>
    </section>
  );
}

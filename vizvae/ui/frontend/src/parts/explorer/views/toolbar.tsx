import type { ReadonlySignal } from "@preact/signals";
import type { App } from "../app";
import type { Workspace } from "../workspace";
import { Icon, type IconName } from "../../widgets/icons";

interface ToolProps {
  id: string;
  icon: IconName;
  label: string;
  title: string;
  onClick(): void;
  disabled?: boolean | ReadonlySignal<boolean>;
  pressed?: boolean;
}

function Tool({ id, icon, label, title, onClick, disabled, pressed }: ToolProps) {
  return (
    <button type="button" class="tool" data-testid={id} title={title} aria-label={label} aria-pressed={pressed} disabled={disabled} onClick={onClick}>
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  );
}

export function Toolbar({ app, workspace }: { app: App; workspace: Workspace }) {
  const { actions } = app;
  const { stochastic } = workspace.model;
  const input = workspace.input.value;
  const running = actions.animation.running.value;
  const needsInput = "Choose or draw an input first";
  return (
    <div class="toolbar" role="toolbar" aria-label="Move in the latent space">
      <Tool id="undo" icon="undo" label="Undo" title="Undo (Ctrl+Z)" onClick={actions.undo} disabled={!workspace.history.canUndo.value} />
      <Tool id="redo" icon="redo" label="Redo" title="Redo (Ctrl+Shift+Z)" onClick={actions.redo} disabled={!workspace.history.canRedo.value} />
      <Tool id="reset" icon="reset" label="Reset" title="Back to the point you started from" onClick={actions.reset} disabled={!workspace.canReset.value} />
      <Tool
        id="random"
        icon="random"
        label="Random"
        title={stochastic ? "A random draw from the prior" : "A random draw around the data: this model has no prior"}
        onClick={() => actions.random()}
      />
      <Tool
        id="animate"
        icon={running ? "stop" : "play"}
        label={running ? "Stop" : "Animate"}
        title={`Sweep ${workspace.nameOf(workspace.selected.value)}, the slider touched last, back and forth`}
        onClick={() => actions.toggleAnimation()}
        pressed={running}
      />
      <Tool id="snap" icon="snap" label="Snap" title="Go to the nearest data image, and make it the input" onClick={() => void actions.snap()} />
      <Tool
        id="posterior-mean"
        icon="mean"
        label={stochastic ? "Mean" : "Code"}
        title={input ? "Back to the posterior mean: the latent vector that the encoder finds most fitting for the input" : needsInput}
        onClick={() => actions.posteriorMean()}
        disabled={!input}
      />
      <Tool
        id="resample"
        icon="resample"
        label="Resample"
        title={
          !stochastic
            ? "A deterministic autoencoder gives one code for an image, nothing to draw from"
            : input
              ? "Another draw from the posterior: another latent vector that fits the input"
              : needsInput
        }
        onClick={() => actions.resample()}
        disabled={!input || !stochastic}
      />
    </div>
  );
}

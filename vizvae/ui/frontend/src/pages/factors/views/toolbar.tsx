import { Icon, type IconName } from "../../../parts/widgets/icons";
import type { Exploration } from "../exploration";

/** Always in reach. */
export function Toolbar({ exploration }: { exploration: Exploration }) {
  const tool = (id: string, icon: IconName, label: string, title: string, onClick: () => void, disabled = false) => (
    <button type="button" class="button" data-testid={id} title={title} onClick={onClick} disabled={disabled}>
      <Icon name={icon} /> {label}
    </button>
  );
  return (
    <div class="button-row bench-tools" role="toolbar" aria-label="Steps">
      {tool("undo", "undo", "Undo", "Undo (Ctrl+Z)", () => exploration.undo(), !exploration.history.canUndo.value)}
      {tool("redo", "redo", "Redo", "Redo (Ctrl+Shift+Z)", () => exploration.redo(), !exploration.history.canRedo.value)}
      {tool("reset", "reset", "Reset", "Back to the image you started from", () => exploration.reset(), !exploration.canReset.value)}
      {tool("random", "random", "Random image", "Draw another image: every factor at random", () => exploration.random())}
      {tool(
        "back-to-code",
        "mean",
        "Back to the image’s code",
        "The latents go back to what the model makes of the image that was drawn",
        () => exploration.backToCode(),
        exploration.follows.value,
      )}
      <a class="button" data-testid="open-sliders" href={exploration.slidersAddress.value} target="_blank" rel="noopener" title="These latents on the page of the latent sliders">
        Open in sliders
      </a>
    </div>
  );
}

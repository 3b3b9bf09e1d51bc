/** The explorer in the hands of somebody outside the page, as a notebook's Python: told where it is, and moved. */

import { batch, effect, untracked } from "@preact/signals";
import type { Hand } from "../../hosts/host";
import type { App } from "./app";

/** A series of moves is one step of Undo: the step is made when no more come for so long. */
const STEP_MS = 300;
const ORIGIN = "Set in Python";

/** What is chosen in this page; `read` tracks it. */
interface Selection {
  read(): number[];
  write(selection: number[]): void;
}

export function handOf(app: App, selection: Selection): Hand {
  let step: ReturnType<typeof setTimeout> | undefined;
  return {
    follow(take) {
      const stop = effect(() => {
        const workspace = app.workspace.value;
        const z = Float32Array.from(workspace.z, ({ value }) => value);
        const position = { z, names: workspace.names.values.value, selection: selection.read() };
        untracked(() => take(position));
      });
      return () => {
        clearTimeout(step);
        stop();
      };
    },
    move({ z, names, selection: chosen }) {
      const workspace = app.workspace.peek();
      app.actions.animation.stop();
      batch(() => {
        if (names) workspace.names.values.value = names;
        if (chosen) selection.write(chosen);
        if (z?.length !== workspace.z.length) return;
        workspace.z.forEach((latent, i) => (latent.value = z[i]!));
        workspace.origin.value = ORIGIN;
      });
      if (!z) return;
      clearTimeout(step);
      step = setTimeout(() => {
        if (app.workspace.peek() === workspace) workspace.go({ z: workspace.currentZ(), origin: ORIGIN });
      }, STEP_MS);
    },
  };
}

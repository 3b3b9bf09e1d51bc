/** The images along one latent. */

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Place } from "../../../parts/explorer/views/axis";
import { formatLatent } from "../../../parts/latent/numbers";
import { STRIP_IMAGES, stripValues, traversalWidth, type Strips } from "../../../parts/explorer/strips";

/** Hovering shows an image of the strip large, leaving goes back, clicking goes there. The slider does the same by keyboard. */
export function Strip({ app, strips, workspace, index, range }: Place & { strips: Strips }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { height, width } = workspace.model.image;
  const values = stripValues(range);
  useLayoutEffect(() => strips.register(index, canvas.current!, width), []);
  const valueAt = (event: PointerEvent | MouseEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    const image = Math.floor(((event.clientX - box.left) / box.width) * STRIP_IMAGES);
    return values[Math.min(STRIP_IMAGES - 1, Math.max(0, image))]!;
  };
  const look = (event: PointerEvent) => {
    if (event.pointerType !== "mouse" || event.buttons || app.actions.animation.running.peek()) return;
    const value = valueAt(event);
    if (app.live.preview.peek()?.z[index] === Math.fround(value)) return;
    const z = workspace.currentZ();
    z[index] = value;
    app.live.preview.value = { z, label: `${workspace.nameOf(index)} = ${formatLatent(value)}`, kind: workspace.kind.peek() };
  };
  return (
    <canvas
      ref={canvas}
      class="pixels strip"
      data-testid={`strip-${index}`}
      width={traversalWidth(width)}
      height={height}
      aria-hidden="true"
      title="Click to go there"
      onPointerMove={look}
      onPointerLeave={() => (app.live.preview.value = null)}
      onClick={(event) => {
        const z = workspace.currentZ();
        z[index] = valueAt(event);
        app.actions.animation.stop();
        app.live.preview.value = null;
        workspace.selected.value = index;
        workspace.move(index, z[index]);
        workspace.commitMove();
      }}
    />
  );
}

/** A square to draw in: the drawing is framed as the data were and encoded while it grows. */

import { useRef } from "preact/hooks";
import { host } from "../../../hosts/host";
import type { Pad } from "../../drawing/pad";
import { DrawingCanvas } from "../../widgets/drawing_canvas";
import type { App } from "../app";

export function DrawPanel({ app }: { app: App }) {
  const pad = useRef<Pad | null>(null);
  const encode = (settled: boolean) => void app.actions.usePicture("drawing", pad.current!.picture(), settled);
  return (
    <div class="draw">
      <DrawingCanvas pad={pad} onDraw={encode} />
      <div class="draw-side">
        <p>
          Draw one thing, white on black, as large as you like: it is cut out, scaled and centred as the training images were, then encoded. The
          sliders move to what the model makes of it.
        </p>
        <div class="button-row">
          <button type="button" class="button" data-testid="draw-encode" onClick={() => encode(true)}>
            Encode
          </button>
          <button
            type="button"
            class="button"
            data-testid="draw-undo"
            onClick={() => {
              pad.current!.undo();
              if (!pad.current!.isEmpty) encode(true);
            }}
          >
            Undo stroke
          </button>
          <button type="button" class="button" data-testid="draw-clear" onClick={() => pad.current!.clear()}>
            Clear
          </button>
        </div>
        {host().takesPictures && <p class="hint">A picture from a file? Use “Your own picture” at the top of this page.</p>}
      </div>
    </div>
  );
}

/** The plane of a model's two latents: the encoded digits as points, and a cross where one decodes. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { classColours } from "../../../parts/drawing/colours";
import { PointCloud } from "../../../parts/drawing/points";
import { useWidth } from "../../../parts/widgets/use_width";
import type { CodeCloud, Pair } from "../maths/code_cloud";
import { codeAt } from "../maths/code_cloud";

/** Standard deviations of the codes, either way. */
export const REACH = 3.5;
const KEY_STEP = 0.1;
const KEYS: Readonly<Record<string, Pair>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

interface Props {
  name: string;
  testid: string;
  codes: Float32Array;
  labels: readonly number[];
  cloud: CodeCloud;
  /** Where the cross is, in standard deviations of the codes. */
  at: Pair;
  far: boolean;
  /** Null when the pointer has left. */
  onLook(at: Pair | null): void;
  /** Null where nothing may be pinned. */
  onPin: ((at: Pair) => void) | null;
}

export function CodePlane({ name, testid, codes, labels, cloud, at, far, onLook, onPin }: Props) {
  const [surface, side] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const pixels = Math.round(side.value * Math.min(devicePixelRatio, 2));
    if (pixels === 0) return;
    const [low, high] = [codeAt(cloud, [-REACH, -REACH]), codeAt(cloud, [REACH, REACH])];
    const image = new ImageData(pixels, pixels);
    const window = (axis: 0 | 1) => ({ low: low[axis], high: high[axis] });
    new PointCloud(codes).draw(new Uint32Array(image.data.buffer), pixels, pixels, window(0), window(1), classColours(labels), Math.max(1, pixels / 300));
    canvas.current!.width = canvas.current!.height = pixels;
    canvas.current!.getContext("2d")!.putImageData(image, 0, 0);
  }, [side.value, codes, labels, cloud]);
  const clamp = (value: number) => Math.min(REACH, Math.max(-REACH, value));
  const under = (event: PointerEvent): Pair => {
    const box = surface.current!.getBoundingClientRect();
    return [clamp(((event.clientX - box.left) / box.width - 0.5) * 2 * REACH), clamp((0.5 - (event.clientY - box.top) / box.height) * 2 * REACH)];
  };
  const look = (event: PointerEvent) => onLook(under(event));
  const step = (event: KeyboardEvent) => {
    const by = KEYS[event.key];
    if (!by || !onPin || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onPin([clamp(at[0] + KEY_STEP * by[0]), clamp(at[1] + KEY_STEP * by[1])]);
  };
  const [x, y] = [50 + (50 * at[0]) / REACH, 50 - (50 * at[1]) / REACH];
  return (
    <div
      ref={surface}
      class={far ? "code-plane far" : "code-plane"}
      data-testid={testid}
      role="group"
      tabIndex={onPin ? 0 : undefined}
      aria-label={`The codes of ${name}, coloured by digit. Arrow keys move the place that is decoded.`}
      onPointerMove={look}
      onPointerDown={look}
      onPointerLeave={() => onLook(null)}
      onPointerCancel={() => onLook(null)}
      onPointerUp={(event) => {
        onPin?.(under(event));
        if (event.pointerType !== "mouse") onLook(null);
      }}
      onKeyDown={step}
    >
      <canvas ref={canvas} />
      <svg viewBox="0 0 100 100" aria-hidden="true">
        {[1, 0].map((over) => (
          <path key={over} class={over ? "halo" : undefined} d={`M${x - 7} ${y}h5m4 0h5M${x} ${y - 7}v5m0 4v5`} />
        ))}
      </svg>
    </div>
  );
}

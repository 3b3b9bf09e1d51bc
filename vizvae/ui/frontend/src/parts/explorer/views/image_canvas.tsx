import { useLayoutEffect, useRef } from "preact/hooks";
import { paint, type Rgba } from "../../drawing/pixels";

interface Props {
  rgba: Rgba;
  width: number;
  height: number;
  label: string;
}

/** A still image, sharp at any size. */
export function ImageCanvas({ rgba, width, height, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => paint(canvas.current!, rgba, width), [rgba]);
  return <canvas ref={canvas} class="pixels" width={width} height={height} role="img" aria-label={label} />;
}

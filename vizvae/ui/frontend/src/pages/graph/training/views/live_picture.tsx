import { useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { classColours, packColour } from "../../../../parts/drawing/colours";
import { drawSegments } from "../../../../parts/drawing/segments";
import { oncePerFrame } from "../../../../parts/runtime/latest";
import { useWidth } from "../../../../parts/widgets/use_width";
import { drawNodes, groundOf, nodeRadius, onNewGround } from "../../ground";
import type { Seen } from "../seen";
import type { Training } from "../training";

/** The edges of so few nodes can be told apart. */
const FEW = 200;
const EDGE_OPACITY = { few: 120, many: 38 };

/** Nodes coloured by class, or by community where there are no classes, training edges faintly behind them, at the place of the film that is shown. */
export function LivePicture({ training, seen }: { training: Training; seen: Seen }) {
  const [canvas, side] = useWidth<HTMLCanvasElement>();
  const painter = useMemo(() => {
    let image: ImageData | null = null;
    return oncePerFrame(() => {
      const element = canvas.current;
      if (!element || !side.peek() || !seen.graph || seen.film.last < 0) return;
      const scale = Math.min(devicePixelRatio, 2);
      const pixels = Math.round(side.peek() * scale);
      if (element.width !== pixels) element.width = element.height = pixels;
      if (image?.width !== pixels) image = new ImageData(pixels, pixels);
      const started = performance.now();
      const words = new Uint32Array(image.data.buffer);
      const { positions, windows } = seen.film.at(training.place.peek());
      const { labels, edges } = seen.graph;
      const isFew = labels.length < FEW;
      words.fill(0);
      const grey = packColour(138, 138, 138, isFew ? EDGE_OPACITY.few : EDGE_OPACITY.many);
      drawSegments(words, pixels, pixels, windows[0], windows[1], positions, edges, grey);
      const radius = nodeRadius(labels.length, pixels);
      drawNodes(words, pixels, pixels, { positions, windows, colours: classColours(labels), radius, scale, ground: groundOf(element) });
      element.getContext("2d")!.putImageData(image, 0, 0);
      training.drew(performance.now() - started);
      element.dataset["painted"] = String(Number(element.dataset["painted"] ?? 0) + 1);
      // Who has started it is to see it form: below the form it would be out of sight. Not before there is a picture: the page would end above it.
      if (training.begun && training.begun === training.shown.peek()?.id) {
        training.begun = "";
        element.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
      }
    });
  }, [seen]);
  useEffect(() => () => painter.cancel(), [painter]);
  useEffect(() => onNewGround(canvas.current!, () => painter.request()), [painter]);
  useSignalEffect(() => {
    void [training.place.value, training.news.value, side.value];
    painter.request();
  });
  return (
    <div class="map-surface">
      <canvas ref={canvas} class="map-layer" data-testid="live-picture" role="img" aria-label="Where the nodes are in the latent space" />
    </div>
  );
}

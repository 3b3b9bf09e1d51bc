/** A film as a strip, as bars of density, and playing. */

import { counted, describePercentile, formatDecimal } from "../../../parts/latent/numbers";
import { effect, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { bytePixels, paint } from "../../../parts/drawing/pixels";
import { save } from "../../../parts/drawing/save";
import { csvBlob } from "../../../parts/tables/csv";
import { reason } from "../../../parts/explorer/actions";
import { Icon } from "../../../parts/widgets/icons";
import { FRAME_MS, gifBlob, stripBlob, TYPICAL_NEIGHBOURS, type Film } from "../film";
import { filmCsv } from "../film_table";
import type { MapState } from "../map_state";
import type { ManifoldPage } from "../page";

interface Props {
  page: ManifoldPage;
  map: MapState;
  film: Film;
  name: string;
  /** Starts to play by itself. */
  autoplay?: boolean;
  /** Says below the bars what they are. */
  explained?: boolean;
}

/** Whoever looks about on the map sees what is there; the film goes on when the pointer has come to rest. */
const LOOK_MS = 700;
const MOST_IN_A_ROW = 16;
/** Below this share of the data a point is marked as unusual, as on the gauge. */
const UNUSUAL = 5;

export function FilmView({ page, map, film, name, autoplay = false, explained = true }: Props) {
  const playing = useSignal(autoplay && !matchMedia("(prefers-reduced-motion: reduce)").matches);
  const at = useSignal(0);
  const last = film.frames.length - 1;
  useEffect(() => {
    at.value = 0;
  }, [film]);
  // What is decoded plays in the large image, and leaves it to whoever goes elsewhere.
  const looked = useRef(-Infinity);
  useEffect(
    () =>
      effect(() => {
        if (map.hover.value) looked.current = performance.now();
      }),
    [map],
  );
  const inMain = film.frames.every(({ z }) => z !== null);
  useEffect(() => {
    if (!playing.value) return undefined;
    const timer = setInterval(() => (at.value = at.value >= last ? 0 : at.value + 1), FRAME_MS);
    return () => {
      clearInterval(timer);
      page.playing.value = null;
      if (inMain) page.app.live.preview.value = null;
    };
  }, [playing.value, film]);
  useEffect(() => {
    if (!playing.value) return undefined;
    let first = true;
    return effect(() => {
      for (const value of page.app.workspace.value.z) value.value;
      if (!first) playing.value = false;
      first = false;
    });
  }, [playing.value, film]);
  useEffect(() => {
    const z = film.frames[at.value]?.z;
    if (!playing.value) return;
    page.playing.value = z ? map.place(z) : null;
    if (inMain && z && performance.now() - looked.current > LOOK_MS) page.app.live.preview.value = { z, label: `step ${at.value + 1} of ${film.frames.length}` };
  }, [at.value, playing.value]);
  const saveAs = async (make: () => Blob | Promise<Blob>, ending: string) => {
    try {
      save(await make(), `${map.model.name}-${name}.${ending}`);
    } catch (error) {
      page.app.messages.error(`The file could not be made: ${reason(error)}.`);
    }
  };
  return (
    <div class="film" data-testid={`film-${name}`} data-player={!inMain}>
      {!inMain && <FramePlayer film={film} index={Math.min(at.value, last)} />}
      <div class="film-side">
        <Strip page={page} film={film} explained={explained} at={at.value} onSeek={(index) => ((playing.value = false), (at.value = index))} />
        <div class="button-row">
          <button type="button" class="button" data-testid={`play-${name}`} aria-pressed={playing.value} onClick={() => (playing.value = !playing.value)}>
            <Icon name={playing.value ? "stop" : "play"} /> {playing.value ? "Stop" : "Play"}
          </button>
          <button type="button" class="button" data-testid={`gif-${name}`} title="Save as an animated picture" onClick={() => void saveAs(() => gifBlob(film), "gif")}>
            <Icon name="download" /> GIF
          </button>
          <button type="button" class="button" data-testid={`strip-png-${name}`} title="Save all images side by side" onClick={() => void saveAs(() => stripBlob(film), "png")}>
            <Icon name="image" /> PNG strip
          </button>
          {inMain && (
            <button
              type="button"
              class="button"
              data-testid={`csv-${name}`}
              title="Save the steps as a table: how usual each is, its neighbours and its latents"
              onClick={() => void saveAs(() => csvBlob(filmCsv(map.model.name, film.frames, page.app.workspace.peek().names.values.peek())), "csv")}
            >
              <Icon name="download" /> CSV
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

function FramePlayer({ film, index }: { film: Film; index: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    paint(canvas.current!, bytePixels(film.frames[index]!.bytes, film.channels), film.width);
  }, [film, index]);
  return <canvas ref={canvas} class="pixels film-player" data-testid="film-player" width={film.width} height={film.height} role="img" aria-label={`Image ${index + 1} of ${film.frames.length}`} />;
}

function Strip({ page, film, explained, at, onSeek }: { page: ManifoldPage; film: Film; explained: boolean; at: number; onSeek(index: number): void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { frames, channels, width, height } = film;
  // Of more than fit side by side, in two rows.
  const rows = frames.length > MOST_IN_A_ROW ? 2 : 1;
  const columns = Math.ceil(frames.length / rows);
  useLayoutEffect(() => {
    const context = canvas.current!.getContext("2d")!;
    frames.forEach(({ bytes }, i) =>
      context.putImageData(new ImageData(bytePixels(bytes, channels), width), (i % columns) * width, Math.floor(i / columns) * height),
    );
  }, [film]);
  const measured = frames.some((frame) => frame.percentile !== null);
  const frameAt = (event: MouseEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    const part = (at: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(at * count)));
    const row = part((event.clientY - box.top) / box.height, rows);
    return Math.min(frames.length - 1, row * columns + part((event.clientX - box.left) / box.width, columns));
  };
  return (
    <div class="film-strip">
      <canvas
        ref={canvas}
        class="pixels film-images"
        width={width * columns}
        height={height * rows}
        role="img"
        aria-label={`${frames.length} images along the way`}
        onPointerMove={(event) => {
          const index = frameAt(event);
          const z = frames[index]?.z;
          onSeek(index);
          if (z) page.app.live.preview.value = { z, label: `step ${index + 1} of ${frames.length}` };
        }}
        onPointerLeave={() => (page.app.live.preview.value = null)}
        onClick={(event) => {
          const index = frameAt(event);
          const z = frames[index]?.z;
          if (z) page.go(z, `Step ${index + 1} of ${frames.length}`);
        }}
      />
      {measured && (
        <div class="film-bars" data-testid="film-bars" data-many={rows > 1} role="img" aria-label="How usual each step is">
          {frames.map((frame, i) => (
            <i
              key={i}
              data-unusual={(frame.percentile ?? 0) < UNUSUAL}
              data-now={i === at}
              title={`step ${i + 1}: ${describePercentile(frame.percentile ?? 0)}, ${counted(frame.neighbours ?? 0, "data image")} near`}
            >
              <b style={{ height: `${Math.max(3, frame.percentile ?? 0)}%` }} />
              <span data-testid="neighbours">{frame.neighbours}</span>
            </i>
          ))}
        </div>
      )}
      {rows > 1 && measured && (
        <p class="hint" data-testid="film-said">
          Step {at + 1}: {describePercentile(frames[at]?.percentile ?? 0)}, {counted(frames[at]?.neighbours ?? 0, "data image")} near.
        </p>
      )}
      {explained && measured && film.radius !== null && (
        <p class="hint">
          Bars: how usual each step is (share of the data that lies less densely). {rows > 1 ? "Near" : "Numbers"}: data images within {formatDecimal(film.radius, 2)} standard
          deviations; a typical image has {TYPICAL_NEIGHBOURS}.
        </p>
      )}
    </div>
  );
}

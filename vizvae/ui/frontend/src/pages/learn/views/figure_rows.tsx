/** One figure of several models, a row each: as bars where they begin at nothing, else as places on an axis. */

export interface FigureRow {
  key: string;
  name: string;
  /** Null: it has none, and `words` says so. */
  value: number | null;
  interval?: readonly [number, number] | null;
  words: string;
  /** Spoken of; the others are context. */
  marked: "first" | "other" | null;
}

interface Props {
  label: string;
  rows: readonly FigureRow[];
  axis: "from zero" | "narrow" | "logarithmic";
}

export function FigureRows({ label, rows, axis }: Props) {
  const scale = axis === "logarithmic" ? Math.log : (value: number) => value;
  const ends = rows.flatMap(({ value, interval }) => (value === null ? [] : [value, ...(interval ?? [])])).map(scale);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const margin = 0.06 * (most - least);
  const [low, high] = axis === "from zero" ? [0, most] : [least - margin, most + margin];
  const place = (value: number) => `${((100 * (scale(value) - low)) / (high - low)).toFixed(2)}%`;
  return (
    <div class="figure-rows" role="list" aria-label={label} data-testid="figures">
      {rows.map(({ key, name, value, interval, words, marked }) => (
        <div key={key} class={marked ? `figure-row ${marked}` : "figure-row"} role="listitem" data-testid={`figure-${key}`}>
          <span>{name}</span>
          <span class="track">
            {value !== null && axis === "from zero" && <i class="bar" style={{ width: place(value) }} />}
            {value !== null && axis !== "from zero" && <i class="dot" style={{ left: place(value) }} />}
            {interval && axis !== "from zero" && <i class="reach" style={{ left: place(interval[0]), width: `calc(${place(interval[1])} - ${place(interval[0])})` }} />}
          </span>
          <output>{words}</output>
        </div>
      ))}
    </div>
  );
}

/** Small line drawings for buttons that have little room for words. */

const PATHS = {
  undo: "M8 5 4 9l4 4M4 9h9a6 6 0 0 1 0 12h-3",
  redo: "m16 5 4 4-4 4m4-4h-9a6 6 0 0 0 0 12h3",
  reset: "M4 4v6h6M4.6 10A8 8 0 1 1 4 14",
  random: "M4 6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01",
  play: "M7 4.5v15l12-7.5z",
  stop: "M6 6h12v12H6z",
  snap: "M12 3v4m0 10v4M3 12h4m10 0h4M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
  mean: "M3 19c5 0 5.5-14 9-14s4 14 9 14M12 5v14",
  resample: "M3 19c5 0 5.5-14 9-14s4 14 9 14M9 15.5h.01M12.5 12h.01M15 16h.01",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01",
  code: "m8 7-5 5 5 5m8-10 5 5-5 5",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  close: "m6 6 12 12M18 6 6 18",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The page's address, as in vizvae/ui/compare/address.py, which explains it. Both read parameters.json. */

import declared from "../../../../compare/parameters.json";
import type { FigureKey } from "./contract";

export const NUMBERS = declared.numbers;
export const FIGURES: Readonly<Record<FigureKey, { label: string; short: string; log: boolean }>> = declared.figures;
export const FIGURE_KEYS = Object.keys(FIGURES) as readonly FigureKey[];
export type NumberKey = keyof typeof NUMBERS;
export type Axis = keyof typeof declared.axes;

export interface View {
  /** Columns that are shown, in the order of the page. */
  models: readonly string[];
  numbers: Readonly<Record<NumberKey, number>>;
  axes: Readonly<Record<Axis, FigureKey>>;
}

const isFigure = (name: string | undefined): name is FigureKey => name !== undefined && Object.hasOwn(FIGURES, name);

/** `columns`: all there are. */
export function readAddress(query: Readonly<Record<string, string>>, columns: readonly string[]): View {
  const asked = query["models"]?.split("_") ?? columns;
  const models = columns.filter((name) => asked.includes(name));
  const number = (key: NumberKey): number => {
    const { min, max, start } = NUMBERS[key];
    const value = query[key] === undefined ? start : Number(query[key]);
    return value >= min && value <= max ? value : start;
  };
  const axis = (key: Axis): FigureKey => {
    const name = query[key];
    return isFigure(name) ? name : (declared.axes[key] as FigureKey);
  };
  return {
    models: models.length > 0 ? models : columns,
    numbers: { seed: number("seed"), digit: number("digit"), to: number("to"), at: number("at") },
    axes: { x: axis("x"), y: axis("y") },
  };
}

/** Without what is said by default. */
export function writeAddress({ models, numbers, axes }: View, columns: readonly string[]): Record<string, string> {
  const query: Record<string, string> = {};
  if (models.length < columns.length) query["models"] = models.join("_");
  for (const key of Object.keys(NUMBERS) as NumberKey[]) if (numbers[key] !== NUMBERS[key].start) query[key] = String(Number(numbers[key].toFixed(4)));
  for (const key of ["x", "y"] as const) if (axes[key] !== declared.axes[key]) query[key] = axes[key];
  return query;
}

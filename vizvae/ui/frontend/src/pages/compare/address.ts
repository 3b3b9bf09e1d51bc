/** The page's address, as in vizvae/ui/compare/address.py, which explains it. Both read parameters.json. */

import declared from "../../../../compare/parameters.json";
import { readNumber, readSeveral, writeNumber, writeSeveral } from "../../parts/address/parameters";

const { data: _data, models: _models, own: _own, x: _x, y: _y, ...numbers } = declared;
export type NumberKey = keyof typeof numbers;
export const NUMBERS: Readonly<Record<NumberKey, { min: number; max: number; step: number; start: number; kind: string }>> = numbers;

export interface View {
  /** Columns that are shown of those that ship, in the order of the page. */
  models: readonly string[];
  /** Models of one's own beside them, as the address says it; empty for none. */
  own: string;
  numbers: Readonly<Record<NumberKey, number>>;
}

/** `columns`: all there are. */
export function readAddress(query: Readonly<Record<string, string>>, columns: readonly string[]): View {
  const asked = readSeveral(columns, query["models"]);
  const number = (key: NumberKey): number => readNumber(NUMBERS[key], query[key]) ?? NUMBERS[key].start;
  return {
    models: asked.length > 0 ? columns.filter((name) => asked.includes(name)) : columns,
    own: query["own"] ?? "",
    numbers: { seed: number("seed"), digit: number("digit"), to: number("to"), at: number("at") },
  };
}

/** Without what is said by default. */
export function writeAddress({ models, own, numbers }: View, columns: readonly string[]): Record<string, string> {
  const query: Record<string, string> = {};
  if (models.length < columns.length) query["models"] = writeSeveral(models);
  if (own) query["own"] = own;
  for (const key of Object.keys(NUMBERS) as NumberKey[]) if (numbers[key] !== NUMBERS[key].start) query[key] = writeNumber(numbers[key]);
  return query;
}

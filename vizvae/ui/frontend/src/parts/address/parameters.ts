/**
 * The kinds of parameters that an address is made of, as in vizvae/ui/http/parameters.py, which says what each means. What there is of
 * a page stands in `parameters.json` in its room of vizvae/ui, and both read it. Here nothing is said of what cannot be used: the server
 * has said it, and it is as if it were not there.
 */

export interface NumberSpec {
  kind: string;
  min: number;
  max: number;
  /** From 1 on the number is whole. */
  step: number;
  start: number;
  clamp?: boolean;
}

export interface ChoiceSpec {
  kind: string;
  /** What is written for each. */
  options: Readonly<Record<string, string>>;
  start: string;
}

const WHOLE = /^-?[0-9]{1,12}$/;
const DECIMAL = /^-?[0-9]{1,12}(\.[0-9]{1,12})?$/;

/** Null for what is none. */
export function readNumber({ min, max, step, clamp }: Omit<NumberSpec, "start">, text: string | undefined): number | null {
  if (text === undefined || !(step >= 1 ? WHOLE : DECIMAL).test(text)) return null;
  const value = Number(text);
  if (value >= min && value <= max) return value;
  return clamp ? Math.min(max, Math.max(min, value)) : null;
}

export function readChoice<Name extends string>(known: readonly Name[], text: string | undefined): Name | null {
  return known.find((name) => name === text) ?? null;
}

/** Those that are known, each once; in the order of the text. */
export function readSeveral<Name extends string>(known: readonly Name[], text: string | undefined): Name[] {
  return [...new Set(text?.split("_"))].filter((name): name is Name => (known as readonly string[]).includes(name));
}

/** Four decimals: a button may put a number between the slider's places. */
export const writeNumber = (value: number, decimals = 4): string => String(Number(value.toFixed(decimals)));

export const writeNumbers = (values: Iterable<number>, decimals: number): string => Array.from(values, (value) => writeNumber(value, decimals)).join("_");

export const writeSeveral = (names: readonly string[]): string => names.join("_");

/** A page's `parameters.json`, or a part of it. */
type Table = Readonly<Record<string, { kind: string; start?: unknown; joined_by?: string; decimals?: number }>>;

/** Without what is null, missing or as it starts. Of the kind "own" the value is its text. */
export function writeAddress(table: Table, values: Readonly<Record<string, unknown>>): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, spec] of Object.entries(table)) {
    const value = values[name];
    if (value === null || value === undefined || value === false || JSON.stringify(value) === JSON.stringify(spec.start)) continue;
    if (typeof value === "number") query[name] = writeNumber(value);
    else if (spec.kind === "numbers") query[name] = writeNumbers(value as Iterable<number>, spec.decimals!);
    else query[name] = Array.isArray(value) ? value.join(spec.joined_by ?? "_") : value === true ? "1" : String(value);
  }
  return query;
}

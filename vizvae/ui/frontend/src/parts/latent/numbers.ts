/** How numbers are written on the page. */

const MINUS = "\u2212";
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** +1.23: signed and of constant width, so that it does not jump under a moving slider. */
export function formatLatent(value: number): string {
  const text = Math.abs(value).toFixed(2);
  return `${value < 0 && text !== "0.00" ? MINUS : "+"}${text}`;
}

/** With so many decimals and a true minus; nothing is below zero that is written as 0. `grouped`: thousands are set apart. */
export function formatDecimal(value: number, decimals: number, grouped = false): string {
  const text = value.toFixed(decimals);
  const sign = value < 0 && Number(text) !== 0 ? MINUS : "";
  const size = text.replace("-", "");
  return sign + (grouped ? size.replace(/^\d+/, (whole) => Number(whole).toLocaleString("en")) : size);
}

/** With so many digits that count, and never with an exponent. */
export function formatSignificant(value: number, digits: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: digits, useGrouping: false }).replace("-", MINUS);
}

/** Short, and never with an exponent: 0.012, 1.2, 12.3, 1,234. */
export function formatShort(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return formatDecimal(value, 0, true);
  return size >= 9.95 ? formatDecimal(value, 1) : formatSignificant(value, 2);
}

export function formatNats(value: number): string {
  return formatDecimal(value, 1);
}

/** The KL of one latent: two significant places where it matters, none pretended near zero. */
export function formatKl(value: number): string {
  return value < 0.01 ? "< 0.01" : value.toFixed(2);
}

/** 37 %, never with the sign on a line of its own. */
export function percent(value: number, decimals = 0): string {
  return `${formatDecimal(value, decimals)}\u00a0%`;
}

/** A metric: two decimals, three where it is small. */
export function formatScore(value: number): string {
  return formatDecimal(value, value !== 0 && Math.abs(value) < 0.1 ? 3 : 2);
}

/** 1,234 */
export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

/** "1 file", "2,000 files"; `many` where more of them are not called so with an s. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export function latentName(index: number): string {
  return `z${[...String(index)].map((digit) => SUBSCRIPTS[Number(digit)]).join("")}`;
}

/** The precision of links, copied vectors and messages to the server. */
export function roundZ(z: ArrayLike<number>): number[] {
  return Array.from(z, (value) => Math.round(value * 1000) / 1000 + 0); // + 0 turns −0 into 0
}

/** "denser than 37 % of the data", of a point that is like the means of images; of one that is like draws, "… of the data's draws". */
export function describePercentile(value: number, among: "mean" | "draw" = "mean"): string {
  const whom = among === "mean" ? "the data" : "the data's draws";
  if (value <= 0) return `denser than none of ${whom}`;
  if (value >= 100) return `denser than all of ${whom}`;
  if (value < 1) return `denser than ${percent(Math.max(0.1, value), 1)} of ${whom}`;
  return `denser than ${percent(Math.min(99, Math.round(value)))} of ${whom}`;
}

/** How numbers are written on the page. */

const MINUS = "\u2212";
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** +1.23: signed and of constant width, so that it does not jump under a moving slider. */
export function formatLatent(value: number): string {
  const text = Math.abs(value).toFixed(2);
  return `${value < 0 && text !== "0.00" ? MINUS : "+"}${text}`;
}

export function formatNats(value: number): string {
  return value.toFixed(1).replace("-", MINUS);
}

/** The KL of one latent: two significant places where it matters, none pretended near zero. */
export function formatKl(value: number): string {
  return value < 0.01 ? "< 0.01" : value.toFixed(2);
}

/** A metric: two decimals, three where it is small. */
export function formatScore(value: number): string {
  return value.toFixed(value !== 0 && Math.abs(value) < 0.1 ? 3 : 2).replace("-", MINUS);
}

export function latentName(index: number): string {
  return `z${[...String(index)].map((digit) => SUBSCRIPTS[Number(digit)]).join("")}`;
}

/** The precision of links, copied vectors and messages to the server. */
export function roundZ(z: ArrayLike<number>): number[] {
  return Array.from(z, (value) => Math.round(value * 1000) / 1000 + 0); // + 0 turns −0 into 0
}

/** "denser than 37 % of the data" */
export function describePercentile(value: number): string {
  if (value <= 0) return "denser than none of the data";
  if (value >= 100) return "denser than all of the data";
  if (value < 1) return `denser than ${Math.max(0.1, value).toFixed(1)} % of the data`;
  return `denser than ${Math.min(99, Math.round(value))} % of the data`;
}

/** What the panel is told and what the server answers. The names follow vizvae/ui/factors/constructed.py. */

export interface ConstructedData {
  url: string;
  codes: string[];
  factors: string[];
  /** Of each factor. */
  numValues: number;
  numPoints: number;
  /** Standard deviations of a factor. */
  jitter: number;
  largestAngle: number;
  largestNoise: number;
}

export interface Examined {
  quick: Record<string, number>;
  /** Null: not asked for, and not known yet. */
  slow: Record<string, number> | null;
  /** (factor, latent), nats */
  information: number[][];
  /** Of the factors, nats. */
  entropies: number[];
  /** The first two factors and the first two latents. */
  points: { factors: [number, number][]; codes: [number, number][] };
}

/** `angle` in degrees, `noise` in standard deviations of a factor; each belongs to one code. */
export interface Recipe {
  code: string;
  angle: number;
  noise: number;
}

export function addressOf(url: string, { code, angle, noise }: Recipe, all: boolean): string {
  const query = new URLSearchParams({ code });
  if (code === "rotated") query.set("angle", String(angle));
  if (code === "noisy") query.set("noise", String(noise));
  if (all) query.set("all", "1");
  return `${url}?${query}`;
}

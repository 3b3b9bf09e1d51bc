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

/** The names of one model's latents: shown at once when given, kept by the server, which may shorten them. */

import { signal, type Signal } from "@preact/signals";
import { latentName } from "../latent/numbers";
import type { LatentName } from "../explorer/contract";
import { sendJson } from "../runtime/fetching";

/** As vizvae.latent_names has it, characters. */
export const MAX_NAME = 40;

export type Names = Record<string, string>;

/** z₃ for one without a name. */
export function nameOf(names: Names, latent: number): string {
  return names[latent] ?? latentName(latent);
}

/** Answers with all names of the model as they are now, other visitors' too. */
export type Keep = (latent: number, name: string) => Promise<Names>;

/** Nowhere without an address: then the page's own link holds them. */
export function keptAt(url: string | null): Keep | null {
  if (url === null) return null;
  return (latent, name) => sendJson<Names>("PUT", url, { latent, name } satisfies LatentName);
}

export class LatentNames {
  readonly values: Signal<Names>;
  private underway = 0;

  constructor(
    private readonly keep: Keep | null,
    names: Names,
    private readonly complain: (text: string) => void,
  ) {
    this.values = signal(names);
  }

  /** Other visitors see them. */
  get areShared(): boolean {
    return this.keep !== null;
  }

  of(latent: number): string {
    return nameOf(this.values.value, latent);
  }

  rename(latent: number, text: string): void {
    const before = this.values.peek();
    const typed = [...text.trim()].slice(0, MAX_NAME).join("");
    const name = typed === latentName(latent) ? "" : typed;
    if (name === (before[latent] ?? "")) return;
    const { [latent]: _, ...others } = before;
    this.values.value = name ? { ...others, [latent]: name } : others;
    if (this.keep) void this.tell(this.keep, latent, name);
  }

  private async tell(keep: Keep, latent: number, name: string): Promise<void> {
    this.underway++;
    try {
      const kept = await keep(latent, name);
      // While another change is on its way, its answer will say it all.
      if (this.underway === 1) this.values.value = { ...this.values.peek(), ...kept };
    } catch (error) {
      this.complain(`The name is shown, but was not kept: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.underway--;
    }
  }
}

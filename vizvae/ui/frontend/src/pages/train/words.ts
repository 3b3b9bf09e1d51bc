/** How the state of a run is said. */

import { counted, formatNats, formatSignificant, percent } from "../../parts/latent/numbers";
import type { About, Phase, RunRow, Status, TraceNumbers } from "./contract";

export const PHASES: Record<Phase, string> = {
  queued: "waiting",
  starting: "starting",
  running: "training",
  paused: "paused",
  finished: "finished",
  stopped: "stopped",
  failed: "failed",
  killed: "killed",
};

/** 3.2 s, 4 min 10 s, 2 h 5 min. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function progressText({ phase, epoch, epochs, images_per_second, seconds_left, seconds, steps_per_second }: Status): string {
  const words = [`pass ${Math.min(epochs, Math.floor(epoch) + 1)} of ${epochs}`];
  if (phase === "finished") words[0] = `${counted(Number(epoch.toFixed(2)), "pass", "passes")} in ${duration(seconds)}`;
  if (phase === "running" && images_per_second > 0 && !steps_per_second) words.push(`${counted(Math.round(images_per_second), "image")} a second`);
  if (phase === "running" && seconds_left !== null && !steps_per_second) words.push(`${duration(seconds_left)} left`);
  if (steps_per_second) words.push(`slow motion: ${counted(steps_per_second, "step")} a second`);
  return words.join(" · ");
}

/** Whether an average of its weights is kept beside the weights as they are. */
export function averages({ about }: { about: { value: About | null } }): boolean {
  return (about.value?.config.ema_decay ?? 0) > 0;
}

/** How far the average reaches back, in words. */
export function averagedOver({ ema_decay }: Pick<About["config"], "ema_decay">, { total_steps, epochs }: Pick<Status, "total_steps" | "epochs">): string {
  const steps = Math.round(1 / (1 - ema_decay));
  const passes = total_steps ? (steps * epochs) / total_steps : 0;
  return counted(steps, "step") + (passes ? `, ${counted(Number(passes.toFixed(1)), "pass", "passes")}` : "");
}

export function rowState({ phase, place, epoch, epochs, secondsLeft }: RunRow): string {
  if (phase === "queued") return `waiting, number ${place} in the queue`;
  if (phase === "running") return `training, ${percent(Math.floor((100 * epoch) / Math.max(1, epochs)))}${secondsLeft === null ? "" : `, ${duration(secondsLeft)} left`}`;
  return PHASES[phase];
}

export function nats(value: number | null): string {
  return value === null ? "—" : `${formatNats(value)} nats`;
}

/** What the image of a traced step costs. `objective`: of the run, once that is known. */
export function priceText(numbers: TraceNumbers, objective: Pick<About["config"]["objective"], "kind" | "num_samples" | "penalty"> | undefined): string {
  if (numbers.kl === null) return `Reconstruction: ${nats(numbers.recon_nll)}. That is all: nothing pulls the code anywhere.`;
  const terms = `Reconstruction ${nats(numbers.recon_nll)}, KL ${nats(numbers.kl)}`;
  if (objective?.penalty === "pairs")
    return `${terms}: of this image alone. The step took it beside another that differs in one thing, with all latents but one in common, so its loss was of other codes.`;
  if (numbers.loss === null) return `${terms}. The loss also holds a penalty on the codes of the whole batch, of which no image has a share of its own.`;
  if (objective?.kind === "iwae")
    return `${terms}: with the z above alone. The loss is minus the importance-weighted bound, over ${counted(objective.num_samples, "draw")} of z, of which that is the first: ${nats(numbers.loss)}.`;
  const pull = numbers.capacity ? `|KL − ${formatSignificant(numbers.capacity, 3)}|` : numbers.free_bits ? `KL above ${numbers.free_bits} nats a latent` : "KL";
  return `${terms}. The loss is reconstruction + ${formatSignificant(numbers.kl_weight, 3)} × ${pull} = ${nats(numbers.loss)}.`;
}

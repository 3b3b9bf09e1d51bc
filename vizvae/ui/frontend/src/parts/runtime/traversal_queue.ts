/**
 * Which traversal strip to decode next. Strip i shows the images along latent i at the current values of the others, so that it is out
 * of date as soon as any *other* latent has moved. During a drag that is every frame: taking the one that has waited longest keeps all
 * visible strips moving, where starting over at each move would only ever refresh the first few.
 */
export class TraversalQueue {
  private z: Float32Array = new Float32Array();
  private visible: number[] = [];
  private hidden: number[] = [];
  private readonly drawn = new Map<number, { z: Float32Array; turn: number }>();
  private turns = 0;

  setZ(z: Float32Array): void {
    this.z = z;
  }

  /** Hidden rows (scrolled out of sight) get their turn when every visible one is up to date. */
  setRows(visible: number[], hidden: number[]): void {
    this.visible = visible;
    this.hidden = hidden;
  }

  /** Draw these whatever was drawn before: their canvases are new, and empty. */
  forget(latents: number[]): void {
    for (const latent of latents) this.drawn.delete(latent);
  }

  /** `seen`: of the visible rows alone, as long as the others would only be in the way. */
  next(seen = false): { latent: number; z: Float32Array } | null {
    const latent = this.stalest(this.visible) ?? (seen ? null : this.stalest(this.hidden));
    if (latent === null) return null;
    this.drawn.set(latent, { z: this.z, turn: ++this.turns });
    return { latent, z: this.z };
  }

  private stalest(latents: number[]): number | null {
    let best: number | null = null;
    let bestTurn = Infinity;
    for (const latent of latents) {
      const turn = this.drawn.get(latent)?.turn ?? -1;
      if (turn < bestTurn && this.isStale(latent)) {
        best = latent;
        bestTurn = turn;
      }
    }
    return best;
  }

  private isStale(latent: number): boolean {
    const before = this.drawn.get(latent)?.z;
    if (!before) return true;
    for (let j = 0; j < this.z.length; j++) if (j !== latent && before[j] !== this.z[j]) return true;
    return false;
  }
}

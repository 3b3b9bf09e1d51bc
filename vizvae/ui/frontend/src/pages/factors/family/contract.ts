/** What the panel is told. The names follow vizvae/ui/factors/family.py. */

export interface FamilyMember {
  name: string;
  beta: number;
  seed: number;
  /** `rate` and `distortion`, nats an image; then the metrics, where somebody has measured them. */
  figures: Record<string, number>;
  measured: boolean;
  /** Of each latent, nats. */
  kl: number[];
  numImages: number;
  /** Latent to the name that somebody gave it. */
  names: Record<string, string>;
  sheetUrl: string;
}

export interface Spread {
  mean: number;
  /** Null for a single seed. */
  sd: number | null;
  count: number;
}

export interface FamilyData {
  /** Of the data. */
  data: string;
  penalty: string;
  capacity: number;
  betas: number[];
  metrics: string[];
  /** A latent with less KL carries nothing, nats. */
  activeKl: number;
  /** Rows of a sheet: the true images, the reconstructions, then a traversal for each latent; `reach` in standard deviations. */
  sheet: { columns: number; width: number; height: number; channels: number; reach: number };
  /** By β, then by seed. */
  members: FamilyMember[];
  /** For each β, of each figure. */
  spreads: Record<string, Spread>[];
  /** The model that the page shows. */
  shown: string;
  /** Where the slider stands at first; null: at the shown model. */
  beta: number | null;
  restoreId: string;
}

export const TRUE_ROW = 0;
export const DECODED_ROW = 1;
export const FIRST_LATENT_ROW = 2;

/** What one looks at: as it goes into the page's URL, and how the input was made black and white, which does not. */

import type { Binarisation } from "../latent/binarise";
import type { InputSpec } from "./contract";

export interface View {
  model: string;
  z: number[];
  input: InputSpec | null;
  names: Record<string, string>;
  /** Null without an input, and where pixels are grey. */
  scoredAs: Binarisation | null;
}

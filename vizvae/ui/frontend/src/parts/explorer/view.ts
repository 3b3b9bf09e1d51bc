/** What one looks at, as it goes into the page's URL. */

import type { InputSpec } from "./contract";

export interface View {
  model: string;
  z: number[];
  input: InputSpec | null;
  names: Record<string, string>;
}

/** What the metrics, their matrix and its evidence are all shown of. */

import type { Exploration } from "../exploration";
import type { Measurement } from "../measurement";
import type { FactorPage } from "../page";

export interface MetricsProps {
  page: FactorPage;
  exploration: Exploration;
  measurement: Measurement;
}

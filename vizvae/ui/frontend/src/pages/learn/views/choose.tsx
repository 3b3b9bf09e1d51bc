/** One of a few. */

import { Choice } from "../../../parts/widgets/choice";
import type { Control } from "../controls";

export function Choose<V extends string>({ of: { key, spec, value, shown, set } }: { of: Control<V> }) {
  if (!shown.value) return null;
  const options = Object.entries(spec.options).map(([key, label]) => ({ key, label }));
  return <Choice label={spec.label} testid={`choose-${key}`} value={value.value} options={options} onChoose={(chosen) => set(chosen as V)} />;
}

/** Which models have a column. */

import type { ComparePage } from "../page";

export function Shown({ page }: { page: ComparePage }) {
  const shown = page.shown.value;
  return (
    <div class="button-row" role="group" aria-label="Models that are shown" data-testid="shown-models">
      {page.columns.filter(({ facts }) => !facts.own).map(({ facts: { name, title } }) => (
        <button key={name} type="button" class="chip" aria-pressed={shown.includes(name)} onClick={() => page.toggle(name)}>
          {title}
        </button>
      ))}
    </div>
  );
}

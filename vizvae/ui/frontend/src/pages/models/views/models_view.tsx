/** What the figures mean, and the cards. */

import type { ModelsPage } from "../page";
import { Card } from "./card";
import { WithCode } from "./with_code";

export function ModelsView({ page }: { page: ModelsPage }) {
  const { figures, cards } = page.data.value;
  return (
    <div class="models" data-testid="cards" data-settled="true">
      <p>
        Every figure here was printed by <code>python -m vizvae evaluate</code>; none is typed by hand. All are in nats, lower NLL is better.
      </p>
      <dl class="figures-meaning">
        {Object.entries(figures).map(([figure, meaning]) => (
          <div key={figure}>
            <dt>{figure}</dt>
            <dd>{meaning}.</dd>
          </div>
        ))}
      </dl>
      {cards.map((one) =>
        one.kind === "unusable" ? (
          <p key={one.name} class="unusable" role="alert" data-testid={`unusable-${one.name}`}>
            <WithCode text={one.error} />
          </p>
        ) : (
          <Card key={one.name} page={page} card={one} />
        ),
      )}
    </div>
  );
}

/** Terms and what they add up to, in nats. A term stands with its own sign, and the name of a sum says how it is made of them. */

import { formatDecimal } from "../../../parts/latent/numbers";

export interface Term {
  name: string;
  value: number;
  hint: string;
  testid: string;
  /** It is made of those above. */
  sum?: boolean;
}

export function Sum({ terms }: { terms: readonly Term[] }) {
  return (
    <div>
      <dl class="sum">
        {terms.map(({ name, value, hint, testid, sum }) => (
          <div key={testid} class={sum ? "strong" : undefined}>
            <dt>{name}</dt>
            <dd>
              <span class="sum-value">
                <output data-testid={testid}>{formatDecimal(value, 2)}</output> nats
              </span>{" "}
              <span class="hint">{hint}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p class="hint">Each number is rounded by itself: a sum may look 0.01 off.</p>
    </div>
  );
}

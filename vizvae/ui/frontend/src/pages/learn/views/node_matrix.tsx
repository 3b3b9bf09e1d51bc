/** Numbers of the five nodes, a row each. */

import { formatDecimal } from "../../../parts/latent/numbers";
import type { ComponentChildren } from "preact";
import { NODES, type Matrix } from "../maths/graph_vae";

interface Props {
  name: ComponentChildren;
  values: Matrix;
  columns: readonly string[];
  /** A row that stands out. */
  chosen?: number;
  digits?: number;
  /** Cells that stand out. */
  marked?: readonly (readonly boolean[])[];
  /** One more column. */
  extra?: { name: string; values: readonly number[] };
  testid?: string;
}

export function NodeMatrix({ name, values, columns, chosen, digits = 2, marked, extra, testid }: Props) {
  return (
    <table class="toy-matrix" data-testid={testid}>
      <caption>{name}</caption>
      <thead>
        <tr>
          <td class="corner" />
          {[...columns, ...(extra ? [extra.name] : [])].map((column) => (
            <th key={column}>{column}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {values.map((row, i) => (
          <tr key={i} class={i === chosen ? "row" : undefined}>
            <th scope="row">{NODES[i]}</th>
            {row.map((value, j) => (
              <td key={j} class={marked?.[i]![j] ? "said" : undefined}>
                {formatDecimal(value, digits)}
              </td>
            ))}
            {extra && <td>{extra.values[i]}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

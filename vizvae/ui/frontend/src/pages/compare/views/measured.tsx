/** How the figures came about, and how to get them again. */

import type { CompareData } from "../contract";

export function Measured({ data }: { data: CompareData }) {
  const protocols = [...new Set(data.models.flatMap(({ figures }) => (figures ? [figures.protocol] : [])))];
  const unmeasured = data.models.filter(({ own, figures }) => own && !figures);
  return (
    <details class="explain" data-testid="measured">
      <summary>How it was measured</summary>
      {protocols.map((protocol) => (
        <p key={protocol}>{protocol}.</p>
      ))}
      <p>
        The Fréchet distance compares the classifier's features of drawn and of real images, each as a Gaussian. It has nothing to do with the FID of published papers, which looks at photographs
        through another network.
      </p>
      <p>
        Again, on the full test set: <code>python -m vizvae compare --json</code>
      </p>
      {unmeasured.length > 0 && (
        <p data-testid="not-measured">
          Not measured yet: {unmeasured.map(({ title }) => title).join(", ")}. On the full test set, some minutes each:{" "}
          {unmeasured.map(({ name, own }) => (
            <code key={name}>{own!.command}</code>
          ))}
        </p>
      )}
      <dl>
        {data.models
          .filter(({ command }) => command)
          .map(({ name, title, command }) => (
            <div key={name}>
              <dt>{title}</dt>
              <dd>
                <code>{command}</code>
              </dd>
            </div>
          ))}
      </dl>
    </details>
  );
}

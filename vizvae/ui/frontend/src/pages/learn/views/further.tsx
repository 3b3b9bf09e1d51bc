/** Where a step leads: the papers behind it, other steps, and the same thing on another page of the app. */

import type { ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import { host } from "../../../hosts/host";
import type { StepId } from "../controls";
import { Frame, useHidden } from "../frame";
import type { Paper } from "../papers";

interface Reference {
  paper: Paper;
  /** As "section 2.1" or "equation 7". */
  where?: string;
}

export function References({ to }: { to: readonly Reference[] }) {
  return (
    <p class="hint references">
      {to.length === 1 ? "Paper: " : "Papers: "}
      {to.map(({ paper, where }, i) => (
        <span key={paper.url}>
          {i > 0 && "; "}
          <a href={paper.url} target="_blank" rel="noopener">
            {paper.name}, <cite>{paper.title}</cite>
          </a>
          {where && `, ${where}`}
        </span>
      ))}
      .
    </p>
  );
}

interface Props {
  page: "sliders" | "manifold" | "factors" | "graph" | "train" | "compare";
  /** As it stands in the other page's address. */
  query?: Readonly<Record<string, string>>;
  /** What one finds there. */
  children: ComponentChildren;
}

export function OpenIn({ page, query = {}, children }: Props) {
  const hidden = useHidden("links");
  const address = host().pageAddress(page, query);
  if (hidden || address === null) return null;
  return (
    <p class="hint open-in">
      <a href={address} target="_blank" rel="noopener">
        Open in {page}
      </a>
      : {children}
    </p>
  );
}

/** Words that lead to another step, where the lesson has it. */
export function StepLink({ step, children }: { step: StepId; children: ComponentChildren }) {
  const page = useContext(Frame);
  if (!page.steps.value.includes(step)) return <>{children}</>;
  return (
    <a
      href={host().pageAddress("learn", { step }) ?? undefined}
      onClick={(event) => {
        event.preventDefault();
        page.open(step);
      }}
    >
      {children}
    </a>
  );
}

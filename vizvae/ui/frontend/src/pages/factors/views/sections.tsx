/** The parts of the page, to be jumped to: it is six screens long. */

import { host } from "../../../hosts/host";

interface Props {
  hasFamily: boolean;
}

/** Where the first two are: elements of this component. */
const OWN = [
  { part: "bench", name: "Factors and latents" },
  { part: "traversals", name: "What each latent does" },
] as const;

export function Sections({ hasFamily }: Props) {
  const jump = (event: MouseEvent, part: string) => {
    const root = (event.currentTarget as Element).closest(".factors")!;
    root.querySelector(`.${part}`)!.scrollIntoView({ behavior: "smooth", block: "start" });
  };
  return (
    <nav class="sections" aria-label="Parts of this page">
      {OWN.map(({ part, name }) => (
        <button key={part} type="button" class="link" data-testid={`to-${part}`} onClick={(event) => jump(event, part)}>
          {name}
        </button>
      ))}
      <Elsewhere part="metrics" name="Metrics" />
      {hasFamily && <Elsewhere part="family" name="More or less β" />}
      <Elsewhere part="metric_checks" name="Do the metrics tell the truth?" />
      <Elsewhere part="codes" name="Codes of your own" />
    </nav>
  );
}

/** Of the host's page, below this component. */
function Elsewhere({ part, name }: { part: string; name: string }) {
  return (
    <button type="button" class="link" data-testid={`to-${part}`} onClick={() => host().showPart(part)}>
      {name}
    </button>
  );
}

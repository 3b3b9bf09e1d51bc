/** Communities of the graph beside clusters of the codes and the classes: how many, how good, and how far they agree. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { formatCount } from "../../../parts/latent/numbers";
import type { NodeColour } from "../contract";
import type { GraphPage } from "../page";

const COLOURS: Record<string, NodeColour> = { communities: "community", clusters: "cluster", classes: "class" };

export function GroupsPanel({ page }: { page: GraphPage }) {
  const opened = useSignal(false);
  const groups = page.groups.now;
  const wanted = opened.value && !groups && !page.groups.lacking;
  const { groupsUrl } = page.model.value;
  useEffect(() => {
    if (wanted) page.wantGroups(); // also when another model is shown while this is open
  }, [wanted, groupsUrl]);
  return (
    <details
      class="compare"
      data-testid="groups"
      onToggle={(event) => (opened.value = event.currentTarget.open)}
    >
      <summary>
        <strong>Communities, clusters of the codes, classes: do they agree?</strong> <span class="hint">what the edges say, what the model says, what the file says</span>
      </summary>
      {opened.value && !groups && page.groups.lacking && (
        <button type="button" class="button" onClick={() => page.wantGroups()}>
          Look for communities again
        </button>
      )}
      {wanted && (
        <p class="hint" role="status">
          {page.groups.progress.value?.message ?? "Looking for communities"} …
        </p>
      )}
      {opened.value && groups && (
        <div class="groups-tables">
          <table class="neighbours" data-testid="groupings">
            <thead>
              <tr>
                <th>nodes grouped by</th>
                <th>groups</th>
                <th>modularity</th>
                <th>how</th>
              </tr>
            </thead>
            <tbody>
              {groups.groupings.map(({ name, numGroups, numAlone, modularity, how }) => (
                <tr key={name}>
                  <td>
                    <button type="button" class="link" data-testid={`colour-${name}`} title="Colour the nodes by them" onClick={() => (page.colour.value = COLOURS[name]!)}>
                      {name}
                    </button>
                  </td>
                  <td>
                    {formatCount(numGroups)}
                    {numAlone > 0 && <small>{formatCount(numAlone)} of one node</small>}
                  </td>
                  <td>{modularity.toFixed(3)}</td>
                  <td>{how}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <table class="neighbours" data-testid="agreements">
            <thead>
              <tr>
                <th>agreement of</th>
                <th>ARI</th>
                <th>NMI</th>
                <th>nodes</th>
              </tr>
            </thead>
            <tbody>
              {groups.agreements.map(({ first, second, ari, nmi, numNodes }) => (
                <tr key={`${first} ${second}`}>
                  <td>
                    {first} and {second}
                  </td>
                  <td>{ari.toFixed(3)}</td>
                  <td>{nmi.toFixed(3)}</td>
                  <td>{formatCount(numNodes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p class="hint">
            <strong>Modularity</strong>: the share of edges that stay within a group, less what would stay there if edges fell by chance; above 0.3 the groups are plain to
            see. <strong>ARI</strong> (adjusted Rand index): of all pairs of nodes, how far the two groupings agree on which belong together; 1 is the same groups, 0 what
            chance gives. <strong>NMI</strong> (normalised mutual information): how much of one is known from the other; 1 is the same groups, and chance gives more than 0,
            the more the more groups there are. Communities know all edges, also those that were held out; the codes are of the training edges alone.
          </p>
        </div>
      )}
    </details>
  );
}

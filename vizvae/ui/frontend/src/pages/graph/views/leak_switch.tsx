/** What happens to the scores when the encoder is shown the edges it will be asked for. */

import { Explained } from "../../../parts/widgets/explained";
import type { GraphPage } from "../page";
import { percent } from "../../../parts/latent/numbers";

export function LeakSwitch({ page }: { page: GraphPage }) {
  const { scores, leakedScores } = page.model.value;
  const leaked = page.leaked.value;
  if (!scores || !leakedScores) return null;
  return (
    <section class="leak" data-testid="leak" data-leaked={leaked}>
      <label>
        <input type="checkbox" data-testid="leak-switch" checked={leaked} onChange={(event) => void page.leak(event.currentTarget.checked)} />
        <span>
          <strong>Cheat:</strong> let the encoder see the held-out edges, too
        </span>
      </label>
      {leaked ? (
        <p data-testid="leak-verdict">
          The same weights now get the test edges as input, and are then asked for them: the <Explained text="AUC" /> jumps from {percent(scores.auc, 1)} to{" "}
          <strong>{percent(leakedScores.auc, 1)}</strong> (average precision {scores.ap.toFixed(1)} to {percent(leakedScores.ap, 1)}). That number is worth nothing: the answers
          were in the question. Some published figures were made like this. The pictures, the edges and the
          scores above are now those of the cheating model, and so are the pictures and tables you save: their names say <em>leaked</em>. The comparison, the GEXF and the Python below stay honest.
        </p>
      ) : (
        <p class="hint">A common mistake in published code. See what it does to an <Explained text="AUC" /> of {percent(scores.auc, 1)}.</p>
      )}
    </section>
  );
}

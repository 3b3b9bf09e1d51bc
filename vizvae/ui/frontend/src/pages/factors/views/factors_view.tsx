/** The whole page: the two images and what moves them, the trace, the traversals. */

import { undoByKey } from "../../../parts/explorer/views/undo_by_key";
import { MessageLine } from "../../../parts/widgets/message_line";
import type { FactorPage } from "../page";
import { DecodedImage, TrueImage } from "./images";
import { FactorRows } from "./factor_rows";
import { LatentRows } from "./latent_rows";
import { Sections } from "./sections";
import { Toolbar } from "./toolbar";
import { Trace } from "./trace";
import { Traversals } from "./traversals";

export function FactorsView({ page }: { page: FactorPage }) {
  const exploration = page.exploration.value;
  return (
    <div class="factors" onKeyDown={(event) => undoByKey(exploration, event)}>
      <Sections hasFamily={page.hasFamily.value} />
      <section class="bench" aria-label="Factors and latents">
        <Toolbar exploration={exploration} />
        {/* The images have no key: the last ones stay until the next are there. */}
        <div class="bench-images">
          <TrueImage page={page} exploration={exploration} />
          <DecodedImage page={page} exploration={exploration} />
        </div>
        <FactorRows key={`factors-${exploration.id}`} page={page} exploration={exploration} />
        <div class="bench-answers">
          <LatentRows key={`latents-${exploration.id}`} page={page} exploration={exploration} />
          <Trace key={`trace-${exploration.id}`} page={page} exploration={exploration} />
        </div>
      </section>
      <Traversals key={`traversals-${exploration.id}`} page={page} exploration={exploration} />
      <MessageLine messages={page.messages} />
    </div>
  );
}

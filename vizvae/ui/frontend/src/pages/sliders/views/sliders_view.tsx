/** The whole page. */

import type { App } from "../../../parts/explorer/app";
import { EvidencePanel } from "../../../parts/explorer/views/evidence_panel";
import { ExportPanel } from "../../../parts/explorer/views/export_panel";
import { MessageLine } from "../../../parts/widgets/message_line";
import type { Strips } from "../../../parts/explorer/strips";
import { undoByKey } from "../../../parts/explorer/views/undo_by_key";
import { Rows } from "./rows";
import { Stage } from "../../../parts/explorer/views/stage";
import { StartPanel } from "../../../parts/explorer/views/start_panel";

/** `isNarrow`: folds away at first what would stand between a small screen and its sliders. */
export function SlidersView({ app, strips, isNarrow }: { app: App; strips: Strips; isNarrow: boolean }) {
  const workspace = app.workspace.value;
  return (
    <div class="page" onKeyDown={(event) => undoByKey(app, event)}>
      <div class="side">
        <Stage app={app} workspace={workspace} />
        <div class="below-stage">
          <EvidencePanel app={app} workspace={workspace} isNarrow={isNarrow} />
          <ExportPanel app={app} workspace={workspace} />
        </div>
      </div>
      <div class="main">
        <StartPanel app={app} workspace={workspace} isNarrow={isNarrow} />
        {/* Another model has other rows. The stage has no key: its last image stays until the next is there. */}
        <Rows key={workspace.id} app={app} strips={strips} workspace={workspace} />
      </div>
      <MessageLine messages={app.messages} />
    </div>
  );
}

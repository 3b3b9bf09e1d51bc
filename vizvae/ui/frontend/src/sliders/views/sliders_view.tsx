/** The whole page. */

import type { App } from "../app";
import { EvidencePanel } from "./evidence_panel";
import { ExportPanel } from "./export_panel";
import { MessageLine } from "./message_line";
import { Rows } from "./rows";
import { Stage } from "./stage";
import { StartPanel } from "./start_panel";

/** `isNarrow`: folds away at first what would stand between a small screen and its sliders. */
export function SlidersView({ app, isNarrow }: { app: App; isNarrow: boolean }) {
  const workspace = app.workspace.value;
  return (
    <div class="page" onKeyDown={(event) => undoByKey(app, event)}>
      <div class="side">
        <Stage app={app} workspace={workspace} />
        <EvidencePanel app={app} workspace={workspace} isNarrow={isNarrow} />
        <ExportPanel app={app} workspace={workspace} />
      </div>
      <div class="main">
        <StartPanel app={app} workspace={workspace} isNarrow={isNarrow} />
        {/* Another model has other rows. The stage has no key: its last image stays until the next is there. */}
        <Rows key={workspace.id} app={app} workspace={workspace} />
      </div>
      <MessageLine messages={app.messages} />
    </div>
  );
}

function undoByKey({ actions }: App, event: KeyboardEvent): void {
  const isText = event.target instanceof HTMLInputElement && event.target.type === "text"; // there it undoes typing
  if (isText || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  event.preventDefault();
  if (event.shiftKey) actions.redo();
  else actions.undo();
}

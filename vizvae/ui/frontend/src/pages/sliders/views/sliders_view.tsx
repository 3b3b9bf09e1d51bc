/** The whole page. */

import { useState } from "preact/hooks";
import { host } from "../../../hosts/host";
import type { App } from "../../../parts/explorer/app";
import { EvidencePanel } from "../../../parts/explorer/views/evidence_panel";
import { ExportPanel } from "../../../parts/explorer/views/export_panel";
import { MessageLine } from "../../../parts/widgets/message_line";
import type { Strips } from "../../../parts/explorer/strips";
import { undoByKey } from "../../../parts/explorer/views/undo_by_key";
import type { Invitation } from "../invitation";
import { PicturesPanel } from "./pictures_panel";
import { Rows } from "./rows";
import { Stage } from "../../../parts/explorer/views/stage";
import { StartPanel } from "../../../parts/explorer/views/start_panel";

interface Props {
  app: App;
  strips: Strips;
  invitation: Invitation;
  isNarrow: boolean;
}

/** `isNarrow`: folds away at first what would stand between a small screen and its sliders. */
export function SlidersView({ app, strips, invitation, isNarrow }: Props) {
  const workspace = app.workspace.value;
  // The way to Learn stays: whoever takes up a slider may still want to know what it is.
  const learn = host().pageAddress("learn");
  const pictures = app.failed.value ? app.pictures.value : null;
  const [isNewcomer] = useState(invitation.latent.peek() !== null);
  return (
    <div class="page" onKeyDown={(event) => undoByKey(app.actions, event)}>
      <div class="side">
        <Stage app={app} workspace={workspace} />
        {!pictures && (
          <div class="below-stage">
            <EvidencePanel app={app} workspace={workspace} isNarrow={isNarrow} />
            <ExportPanel app={app} workspace={workspace} page="sliders" />
          </div>
        )}
      </div>
      <div class="main">
        {isNewcomer && learn && (
          <p class="start-with-learn">
            New to this? <a href={learn}>Start with Learn</a>
          </p>
        )}
        {!pictures && <StartPanel app={app} workspace={workspace} isNarrow={isNarrow} />}
        {/* Another model has other rows. The stage has no key: its last image stays until the next is there. */}
        {pictures ? (
          <PicturesPanel key={workspace.id} app={app} workspace={workspace} pictures={pictures} />
        ) : (
          <Rows key={workspace.id} app={app} strips={strips} workspace={workspace} invited={invitation.latent.value} />
        )}
      </div>
      <MessageLine messages={app.messages} />
    </div>
  );
}

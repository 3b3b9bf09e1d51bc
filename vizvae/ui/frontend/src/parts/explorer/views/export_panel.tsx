/** Taking the present point elsewhere. */

import { imagePixels } from "../../drawing/pixels";
import { pngBlob } from "../../drawing/png";
import { save } from "../../drawing/save";
import { fetchBytes } from "../../runtime/fetching";
import { roundZ } from "../../latent/numbers";
import { reason } from "../actions";
import type { App } from "../app";
import type { Workspace } from "../workspace";
import { copyText } from "./clipboard";
import { SavePage } from "../../one_file/save_page";
import { Icon } from "../../widgets/icons";
import { addressOf } from "../address";

/** Screen pixels for one of the model's. */
const PNG_SCALE = 10;

interface Props {
  app: App;
  workspace: Workspace;
  page: "sliders" | "manifold";
  /** What of the page's address is not the point's. */
  more?: () => Record<string, string>;
}

export function ExportPanel({ app, workspace, page, more = () => ({}) }: Props) {
  const { model } = workspace;
  const zText = () => JSON.stringify(roundZ(workspace.currentZ())).replaceAll(",", ", ");
  const copy = async (text: string, what: string, from: EventTarget) => {
    if (await copyText(text, from as HTMLElement)) app.messages.info(`${what} copied.`);
    else app.messages.error(`The browser did not allow copying. Here it is: ${text}`);
  };
  const savePng = async () => {
    const { frame } = app.live;
    if (!frame) return app.messages.info("The image is not decoded yet: try again in a moment.");
    try {
      save(await pngBlob(imagePixels(frame.decoded.mean, model.image.channels), model.image.width, PNG_SCALE), `${model.name}.png`);
    } catch (error) {
      app.messages.error(`The image could not be saved: ${reason(error)}.`);
    }
  };
  const saveDecoder = async (url: string) => {
    try {
      save(new Blob([await fetchBytes(url, "the decoder")]), `${model.name}-decoder.onnx`);
    } catch (error) {
      app.messages.error(`The decoder could not be saved: ${reason(error)}.`);
    }
  };
  return (
    <section class="export" aria-label="Take it with you">
      <div class="button-row">
        <button type="button" class="button" data-testid="copy-z" title="Copy the latent vector as JSON" onClick={(event) => void copy(zText(), "z", event.currentTarget)}>
          <Icon name="copy" /> Copy z
        </button>
        <button type="button" class="button" data-testid="save-png" title={`Save the image as PNG, ${PNG_SCALE} times as large`} onClick={() => void savePng()}>
          <Icon name="image" /> PNG
        </button>
        <button
          type="button"
          class="button"
          data-testid="copy-snippet"
          title="Copy Python that makes this image with vizvae"
          onClick={(event) => void copy(model.snippet.replace("{z}", zText()), "Python", event.currentTarget)}
        >
          <Icon name="code" /> Python
        </button>
      </div>
      <SavePage page={page} name={model.name} query={() => ({ ...addressOf(workspace.view()), ...more() })}>
        {model.decoderUrl !== null && <SaveDecoder save={() => void saveDecoder(model.decoderUrl!)} />}
      </SavePage>
    </section>
  );
}

function SaveDecoder({ save }: { save(): void }) {
  return (
    <button type="button" class="button" data-testid="download-onnx" title="Save the decoder, for any ONNX runtime: z in, mean image out" onClick={save}>
      ONNX
    </button>
  );
}

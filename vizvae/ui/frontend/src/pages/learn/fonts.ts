/** KaTeX's fonts: a component lives in a shadow root, where `@font-face` is not heard, so the document is told of them. */

import { host } from "../../hosts/host";
import fonts from "./fonts.json";

let told = false;

/** A font is fetched when a formula first needs it. */
export function tellFonts(): void {
  if (told) return;
  told = true;
  for (const [family, file, more] of fonts as [family: string, file: string, more?: FontFaceDescriptors][])
    document.fonts.add(new FontFace(family, `url("${host().fontAddress(file)}")`, more));
}

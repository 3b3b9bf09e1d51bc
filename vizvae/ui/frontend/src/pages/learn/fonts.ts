/** KaTeX's fonts: a component lives in a shadow root, where `@font-face` is not heard, so the document is told of them. */

import ams from "katex/dist/fonts/KaTeX_AMS-Regular.woff2";
import calligraphic from "katex/dist/fonts/KaTeX_Caligraphic-Regular.woff2";
import bold from "katex/dist/fonts/KaTeX_Main-Bold.woff2";
import main from "katex/dist/fonts/KaTeX_Main-Regular.woff2";
import italic from "katex/dist/fonts/KaTeX_Math-Italic.woff2";
import size1 from "katex/dist/fonts/KaTeX_Size1-Regular.woff2";
import size2 from "katex/dist/fonts/KaTeX_Size2-Regular.woff2";
import size3 from "katex/dist/fonts/KaTeX_Size3-Regular.woff2";
import size4 from "katex/dist/fonts/KaTeX_Size4-Regular.woff2";

const FONTS: readonly (readonly [family: string, file: string, more?: FontFaceDescriptors])[] = [
  ["KaTeX_Main", main],
  ["KaTeX_Main", bold, { weight: "bold" }],
  ["KaTeX_Math", italic, { style: "italic" }],
  ["KaTeX_AMS", ams],
  ["KaTeX_Caligraphic", calligraphic],
  ["KaTeX_Size1", size1],
  ["KaTeX_Size2", size2],
  ["KaTeX_Size3", size3],
  ["KaTeX_Size4", size4],
];
let told = false;

/** A font is fetched when a formula first needs it. */
export function tellFonts(): void {
  if (told) return;
  told = true;
  for (const [family, file, more] of FONTS) document.fonts.add(new FontFace(family, `url(${new URL(file, import.meta.url).href})`, more));
}

/** The colours of whatever stands around an element become its own, by the names that theme.css reads; and again when they change. */

const OPAQUE = 0.5;
/** A notebook that changes its theme loads style sheets first. */
const AGAIN_MS = [100, 400, 1500];
const ATTRIBUTES = ["class", "style", "data-theme", "data-jp-theme-name", "data-jp-theme-light", "data-color-mode"];

/** Returns what ends it. */
export function followTheme(element: HTMLElement): () => void {
  const timers: ReturnType<typeof setTimeout>[] = [];
  const look = (): void => takeColours(element);
  const lookAgain = (): void => {
    look();
    timers.splice(0).forEach(clearTimeout);
    timers.push(...AGAIN_MS.map((wait) => setTimeout(look, wait)));
  };
  const observer = new MutationObserver(lookAgain);
  for (const target of [document.documentElement, document.body]) observer.observe(target, { attributes: true, attributeFilter: ATTRIBUTES });
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", lookAgain);
  lookAgain();
  return () => {
    observer.disconnect();
    media.removeEventListener("change", lookAgain);
    timers.forEach(clearTimeout);
  };
}

function takeColours(element: HTMLElement): void {
  if (!element.isConnected) return;
  const behind = backgroundOf(element);
  const dark = luminance(behind) < 0.5;
  const [text, panel] = dark ? ["#eceef2", "#262932"] : ["#262730", "#f0f2f6"];
  const { style } = element;
  style.setProperty("--host-header", "0px"); // nothing lies over the page
  style.colorScheme = dark ? "dark" : "light";
  style.setProperty("--st-text-color", text);
  style.setProperty("--st-background-color", `rgb(${behind.join(" ")})`);
  style.setProperty("--st-secondary-background-color", panel);
}

/** The first that can be seen behind an element, through shadow roots, as red, green and blue. */
function backgroundOf(element: Element): [number, number, number] {
  for (let at: Element | null = element.parentElement ?? hostOf(element); at; at = at.parentElement ?? hostOf(at)) {
    const [red, green, blue, alpha] = paint(getComputedStyle(at).backgroundColor);
    if (alpha / 255 > OPAQUE) return [red, green, blue];
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
}

function hostOf(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

let canvas: CanvasRenderingContext2D | null = null;

/** Whatever way a colour is written, as the browser paints it. */
function paint(colour: string): [number, number, number, number] {
  if (!canvas) {
    const element = document.createElement("canvas");
    element.width = element.height = 1;
    canvas = element.getContext("2d", { willReadFrequently: true });
  }
  if (!canvas) return [255, 255, 255, 255];
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data] as [number, number, number, number];
}

function luminance([red, green, blue]: [number, number, number]): number {
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

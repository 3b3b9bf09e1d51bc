import type { App } from "../app";

export function undoByKey({ actions }: App, event: KeyboardEvent): void {
  const isText = event.target instanceof HTMLInputElement && event.target.type === "text"; // there it undoes typing
  if (isText || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  event.preventDefault();
  if (event.shiftKey) actions.redo();
  else actions.undo();
}

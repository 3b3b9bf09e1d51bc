interface Steps {
  undo(): void;
  redo(): void;
}

/** What is typed into has an undo of its own. */
const TYPED = ["text", "number", "search"];

/** Ctrl+Z, and with Shift forward again. */
export function undoByKey(actions: Steps, event: KeyboardEvent): void {
  const isTyped = event.target instanceof HTMLInputElement && TYPED.includes(event.target.type);
  if (isTyped || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  event.preventDefault();
  if (event.shiftKey) actions.redo();
  else actions.undo();
}

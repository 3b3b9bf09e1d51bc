import { useLock } from "./change";

/** What was just deleted, for as long as it can be brought back. */
export function DeletedLine({ name, onUndo }: { name: string; onUndo(): void }) {
  return (
    <span class="hint" data-testid="deleted" role="status">
      {name} was deleted.{" "}
      <button type="button" class="button" data-testid="undo-delete" onClick={onUndo} {...useLock()}>
        Undo
      </button>
    </span>
  );
}

/** "Where is my paper?" */

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { GraphPage } from "../page";
import { findNodes } from "../search";

const SUGGESTED = 8;

export function FindNode({ page }: { page: GraphPage }) {
  const id = useId();
  const text = useSignal("");
  const open = useSignal(false);
  const active = useSignal(0);
  const bundle = page.bundle.value;
  const found = bundle && open.value ? findNodes(bundle.names, text.value, SUGGESTED) : [];
  const nothing = open.value && text.value.trim() !== "" && found.length === 0;
  const close = () => {
    open.value = false;
    page.selection.hovered.value = null;
  };
  const pick = (node: number | undefined) => {
    if (node === undefined) return;
    text.value = page.nameOf(node);
    close();
    if (page.selection.pairing.peek()) page.selection.choose(node);
    else page.selection.chosen.value = [node];
  };
  const go = (to: number) => {
    active.value = (to + found.length) % found.length;
    page.selection.hovered.value = found[active.value]!;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") pick(found[active.value]);
    else if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" && found.length) go(active.value + 1);
    else if (event.key === "ArrowUp" && found.length) go(active.value - 1);
    else return;
    event.preventDefault();
  };
  return (
    <div class="find">
      <label class="choice">
        <span>Find a node</span>
        <input
          type="text"
          class="text-field"
          data-testid="find"
          role="combobox"
          list={undefined}
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={found.length ? `${id}-${active.value}` : undefined}
          aria-autocomplete="list"
          autocomplete="off"
          placeholder={bundle ? `e.g. ${bundle.names[0]}` : ""}
          disabled={!bundle}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            active.value = 0;
            open.value = true;
          }}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
      </label>
      <ul id={`${id}-list`} class="suggestions" role="listbox" aria-label="Nodes found" hidden={found.length === 0 && !nothing}>
        {found.map((node, i) => (
          <li
            key={node}
            id={`${id}-${i}`}
            role="option"
            data-testid={`suggestion-${i}`}
            aria-selected={i === active.value}
            onPointerEnter={() => go(i)}
            onPointerDown={(event) => {
              event.preventDefault(); // the field keeps the focus, so that it does not close before the click
              pick(node);
            }}
          >
            {page.nameOf(node)} <small>{page.classOf(node)}</small>
          </li>
        ))}
        {nothing && <li class="hint">No node has “{text.value.trim()}” in its name.</li>}
      </ul>
    </div>
  );
}

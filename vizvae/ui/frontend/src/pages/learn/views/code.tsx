/** Lines of `vizvae` as they are installed; those of the part that is pointed at stand out. */

import type { CodeExcerpt } from "../contract";
import { useHidden } from "../frame";

interface Props {
  code: Readonly<Record<string, CodeExcerpt>>;
  names: readonly string[];
  lit?: string | null;
  /** How to use it. */
  hint?: string;
}

export function Code({ code, names, lit = null, hint = "" }: Props) {
  const excerpts = names.flatMap((name) => (code[name] ? [{ name, ...code[name] }] : []));
  if (useHidden("code")) return null;
  return (
    <div class="code" data-testid="code">
      {excerpts.map(({ name, file, line, lines }) => (
        <pre key={name} tabIndex={0} class={lit === name ? "lit" : undefined} aria-label={`${file}, line ${line}`}>
          {lines.join("\n")}
        </pre>
      ))}
      <p class="hint">
        {[...new Set(excerpts.map(({ file }) => file))].join(", ")}, as it is installed. {hint}
      </p>
    </div>
  );
}

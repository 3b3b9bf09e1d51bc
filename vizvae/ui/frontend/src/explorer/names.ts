/** Names that the reader has given to latents, kept in this browser per model. */

const key = (model: string) => `vizvae.names.${model}`;

export function loadNames(model: string): Record<string, string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key(model)) ?? "{}");
    return Object.fromEntries(Object.entries(stored as object).filter(([, name]) => typeof name === "string"));
  } catch {
    return {}; // storage is blocked or holds something else: names are a convenience
  }
}

export function saveNames(model: string, names: Record<string, string>): void {
  try {
    localStorage.setItem(key(model), JSON.stringify(names));
  } catch {
    // Private windows may refuse: the names then live in the link alone.
  }
}
